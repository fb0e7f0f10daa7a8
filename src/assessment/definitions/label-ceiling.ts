import { labelsAsScores } from '../baselines/labels-as-scores.js'
import { buyAndHoldGain } from '../buy-and-hold.js'
import { markedDrawdown } from '../marked-equity.js'
import type { LabelledSeries } from '../scored-series.js'
import { simulateTrades, type Trade } from '../simulate-trades.js'

/** What trading on the labels themselves would have made: no classifier of this target can do better by following it. */
export interface CeilingGains {
  /** Summed gain of the trades, each with the same stake; a share of it. */
  readonly gain: number
  readonly trades: number
  readonly wins: number
  /** Marked by the minute. */
  readonly maxDrawdown: number
}

export interface Ceiling {
  /** The gains if trading cost nothing. */
  readonly free: CeilingGains
  /** With the fee on both sides of every trade. */
  readonly paid: CeilingGains
  /** The gain of one stake held over each contiguous range, with the fee. */
  readonly buyAndHold: number
}

/** Both kinds of trades on the labels as perfect scores. */
export interface CeilingTrades {
  readonly free: readonly Trade[]
  readonly paid: readonly Trade[]
}

/** Trades the labels of hold, buy and sell, as scores of 1, through the same rule as a classifier's scores. */
export function tradeLabels(series: LabelledSeries, fee: number): CeilingTrades {
  const scored = labelsAsScores(series)
  const rule = { buyThreshold: 1, sellThreshold: 1 }
  return { free: simulateTrades(scored, { ...rule, fee: 0 }), paid: simulateTrades(scored, { ...rule, fee }) }
}

export function summarizeCeiling(
  traded: readonly { readonly series: LabelledSeries; readonly trades: CeilingTrades }[],
  fee: number,
): Ceiling {
  return {
    free: gainsOf(
      traded.map(({ series, trades }) => ({ series, trades: trades.free })),
      0,
    ),
    paid: gainsOf(
      traded.map(({ series, trades }) => ({ series, trades: trades.paid })),
      fee,
    ),
    buyAndHold: traded.reduce((sum, { series }) => sum + buyAndHoldGain(series, fee), 0),
  }
}

function gainsOf(
  traded: readonly { readonly series: LabelledSeries; readonly trades: readonly Trade[] }[],
  fee: number,
): CeilingGains {
  const trades = traded.flatMap((one) => one.trades)
  return {
    gain: trades.reduce((sum, trade) => sum + trade.gain, 0),
    trades: trades.length,
    wins: trades.filter((trade) => trade.gain > 0).length,
    maxDrawdown: markedDrawdown(traded, fee),
  }
}
