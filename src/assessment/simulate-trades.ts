import type { ExitRules } from '../core/exit-rules.js'
import { MINUTE } from '../core/time.js'
import { fillPricesOf, fillRowOf, type RowFills } from './row-fills.js'
import type { RowRange, ScoredSeries } from './scored-series.js'
import { BUY, SELL, predictedClass } from './trade-signals.js'

/** A cell of the threshold matrix, and the fee that its trades pay on either side. */
export interface TradeRule {
  readonly buyThreshold: number
  readonly sellThreshold: number
  readonly fee: number
  /** What also sells, as the trading loop does; left out: nothing. */
  readonly exits?: ExitRules | undefined
}

/** One purchase and its sale. */
export interface Trade {
  readonly base: string
  /** Rows in whose minutes the orders were filled. */
  readonly buyRow: number
  readonly sellRow: number
  readonly buyTime: number
  readonly buyPrice: number
  readonly sellTime: number
  readonly sellPrice: number
  /** Share of the stake, after fees. */
  readonly gain: number
  readonly minutes: number
  /** Whether no sell signal came, and the end of the range closed it. */
  readonly closedAtEnd: boolean
  /** Whether it was sold because it stayed below its purchase for too long. */
  readonly closedByLoss: boolean
  /** What purchase and sale together lost to the spread and to slippage, as shares of the stake; left out with fills at the close. */
  readonly costs?: { readonly spread: number; readonly slippage: number }
}

/** The trades of one cell, in the order of time; their gains sum up to that cell of the threshold matrix. */
export function simulateTrades(series: ScoredSeries, rule: TradeRule): Trade[] {
  return series.ranges.flatMap((range) => tradesOfRange(series, range, rule))
}

function tradesOfRange(series: ScoredSeries, range: RowRange, rule: TradeRule): Trade[] {
  const { hold, buy, sell } = series
  const buyThreshold = Math.fround(rule.buyThreshold)
  const sellThreshold = Math.fround(rule.sellThreshold)
  const lossMinutes = rule.exits?.lossMinutes ? rule.exits.lossMinutes : Infinity
  const trades: Trade[] = []
  const { buyPrice } = fillPricesOf(series)
  let opened = -1
  let losses = 0
  for (let row = range.from; row < range.to; row++) {
    const kind = predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
    const isBuy = kind === BUY && (buy[row] ?? 0) >= buyThreshold
    if (opened < 0) {
      if (isBuy) opened = row
      losses = 0
      continue
    }
    const isSell = kind === SELL && (sell[row] ?? 0) >= sellThreshold
    losses = !isBuy && (series.close[row] ?? 0) < (buyPrice[opened] ?? 0) ? losses + 1 : 0
    if (!isSell && losses <= lossMinutes) continue
    trades.push(tradeOf(series, { opened, closed: row }, rule.fee, isSell ? 'signal' : 'loss'))
    opened = -1
  }
  const last = range.to - 1
  if (opened >= 0 && opened < last) trades.push(tradeOf(series, { opened, closed: last }, rule.fee, 'end'))
  return trades
}

function tradeOf(
  series: ScoredSeries,
  { opened, closed }: { readonly opened: number; readonly closed: number },
  fee: number,
  exit: 'signal' | 'loss' | 'end',
): Trade {
  const buyRow = fillRowOf(series, opened)
  const sellRow = fillRowOf(series, closed)
  const buyTime = series.time[buyRow] ?? 0
  const sellTime = series.time[sellRow] ?? 0
  const prices = fillPricesOf(series)
  const buyPrice = prices.buyPrice[opened] ?? 0
  const sellPrice = prices.sellPrice[closed] ?? 0
  return {
    base: series.base,
    buyRow,
    sellRow,
    buyTime,
    buyPrice,
    sellTime,
    sellPrice,
    gain: tradeGain(buyPrice, sellPrice, fee),
    minutes: (sellTime - buyTime) / MINUTE,
    closedAtEnd: exit === 'end',
    closedByLoss: exit === 'loss',
    ...(series.fills && { costs: costsOf(series.fills, opened, closed) }),
  }
}

function costsOf(
  { spreadShare, slippageShare }: RowFills,
  opened: number,
  closed: number,
): NonNullable<Trade['costs']> {
  return {
    spread: (spreadShare[opened] ?? 0) + (spreadShare[closed] ?? 0),
    slippage: (slippageShare[opened] ?? 0) + (slippageShare[closed] ?? 0),
  }
}

/** Gain of buying at one price and selling at another, as a share of the stake, with the fee paid on both. */
export function tradeGain(buyPrice: number, sellPrice: number, fee: number): number {
  return (sellPrice * (1 - fee)) / (buyPrice * (1 + fee)) - 1
}
