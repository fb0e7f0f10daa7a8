import { buyAndHoldGain } from '../buy-and-hold.js'
import { monthlyGains, type MonthlyGain } from '../equity.js'
import { markedDrawdown } from '../marked-equity.js'
import { randomEntries, type RandomEntries, type TradedSeries } from '../random-entries.js'
import { simulateTrades, type Trade, type TradeRule } from '../simulate-trades.js'
import { dailyReturns, type DailyReturns } from '../statistics/daily-returns.js'
import type { JoinedSeries } from './join-stretches.js'

/** How stretches are traded, whatever the thresholds. */
export type StretchRule = Omit<TradeRule, 'buyThreshold' | 'sellThreshold'>

export interface FigureOptions {
  readonly rule: StretchRule
  /** Bases that share the capital; each has an equal part, also where it has no rows. */
  readonly bases: number
  /** The seed of the random entries. */
  readonly seed: number
}

/** What trading gained on some of the rows. All gains are shares of the capital. */
export interface StretchFigures {
  readonly rows: number
  readonly trades: number
  /** Trades with a gain above 0. */
  readonly wins: number
  /** Summed over trades, after costs. */
  readonly gain: number
  /** Of buying at the begin of each contiguous range and selling at its end. */
  readonly buyAndHold: number
}

export interface BaseFigures extends StretchFigures {
  readonly base: string
  /** Deepest, marked by the minute. */
  readonly maxDrawdown: number
}

/** What the nets of all windows gained on the stretches that followed their training. */
export interface WalkForwardFigures {
  readonly overall: StretchFigures &
    Pick<BaseFigures, 'maxDrawdown'> & {
      readonly randomEntries: RandomEntries
      /** What spread and slippage took of the gain; absent with fills at the close. */
      readonly costs?: NonNullable<Trade['costs']>
    }
  /** By the numbers of the windows. */
  readonly windows: ReadonlyMap<number, StretchFigures>
  readonly bases: readonly BaseFigures[]
  /** By month of the sale and base. */
  readonly months: readonly MonthlyGain[]
  /** UTC days with a row of any base, those without a trade included. */
  readonly daily: DailyReturns
  /** Of each base, as shares of its own part of the capital, in the order of `bases`; rows are those of the joined series. */
  readonly traded: readonly TradedSeries[]
}

/** Trades each stretch by the thresholds of its own window, and sums up. */
export function walkForwardFigures(
  joined: readonly JoinedSeries[],
  { rule, bases, seed }: FigureOptions,
): WalkForwardFigures {
  const share = 1 / bases
  const stretches = joined.flatMap((one) => tradeStretches(one, rule))
  const traded = joined.map(({ series }) => ({
    series,
    trades: stretches.filter(({ base }) => base === series.base).flatMap(({ trades }) => trades),
  }))
  const numbers = [...new Set(stretches.map(({ number }) => number))].sort((a, b) => a - b)
  const trades = traded.flatMap((one) => one.trades)
  return {
    overall: {
      ...sumFigures(stretches, share),
      maxDrawdown: share * markedDrawdown(traded, rule.fee),
      randomEntries: scaleEntries(randomEntries(traded, { fee: rule.fee, seed }), share),
      ...(joined.some(({ series }) => series.fills) && { costs: sumCosts(trades, share) }),
    },
    windows: new Map(
      numbers.map((number) => [
        number,
        sumFigures(
          stretches.filter((one) => one.number === number),
          share,
        ),
      ]),
    ),
    bases: traded.map((one) => ({
      base: one.series.base,
      ...sumFigures(
        stretches.filter(({ base }) => base === one.series.base),
        share,
      ),
      maxDrawdown: share * markedDrawdown([one], rule.fee),
    })),
    months: monthlyGains(trades).map((month) => ({ ...month, gain: share * month.gain })),
    daily: dailyReturns(traded, { fee: rule.fee, shareOf: () => share }),
    traded,
  }
}

/** The trades of one base in one window. */
interface TradedStretch {
  readonly number: number
  readonly base: string
  readonly rows: number
  readonly trades: readonly Trade[]
  /** As a share of the base's part of the capital. */
  readonly buyAndHold: number
}

function tradeStretches({ series, stretches }: JoinedSeries, rule: StretchRule): TradedStretch[] {
  return stretches.map(({ number, cell, ranges }) => {
    const stretch = { ...series, ranges }
    return {
      number,
      base: series.base,
      rows: ranges.reduce((sum, { from, to }) => sum + to - from, 0),
      trades: cell ? simulateTrades(stretch, { ...rule, ...cell }) : [],
      buyAndHold: buyAndHoldGain(stretch, rule.fee),
    }
  })
}

function sumFigures(stretches: readonly TradedStretch[], share: number): StretchFigures {
  const trades = stretches.flatMap((one) => one.trades)
  return {
    rows: stretches.reduce((sum, { rows }) => sum + rows, 0),
    trades: trades.length,
    wins: trades.filter(({ gain }) => gain > 0).length,
    gain: share * trades.reduce((sum, { gain }) => sum + gain, 0),
    buyAndHold: share * stretches.reduce((sum, { buyAndHold }) => sum + buyAndHold, 0),
  }
}

function scaleEntries(entries: RandomEntries, share: number): RandomEntries {
  return { ...entries, mean: share * entries.mean, low: share * entries.low, high: share * entries.high }
}

function sumCosts(trades: readonly Trade[], share: number): NonNullable<Trade['costs']> {
  return {
    spread: share * trades.reduce((sum, { costs }) => sum + (costs?.spread ?? 0), 0),
    slippage: share * trades.reduce((sum, { costs }) => sum + (costs?.slippage ?? 0), 0),
  }
}
