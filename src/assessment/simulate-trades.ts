import { MINUTE } from '../core/time.js'
import type { RowRange, ScoredSeries } from './scored-series.js'
import { BUY, SELL, predictedClass } from './trade-signals.js'

/** A cell of the threshold matrix, and the fee that its trades pay on either side. */
export interface TradeRule {
  readonly buyThreshold: number
  readonly sellThreshold: number
  readonly fee: number
}

/** One purchase and its sale, filled at the closes of two rows. */
export interface Trade {
  readonly base: string
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
}

/** The trades of one cell, in the order of time; their gains sum up to that cell of the threshold matrix. */
export function simulateTrades(series: ScoredSeries, rule: TradeRule): Trade[] {
  return series.ranges.flatMap((range) => tradesOfRange(series, range, rule))
}

function tradesOfRange(series: ScoredSeries, range: RowRange, rule: TradeRule): Trade[] {
  const { hold, buy, sell } = series
  const buyThreshold = Math.fround(rule.buyThreshold)
  const sellThreshold = Math.fround(rule.sellThreshold)
  const trades: Trade[] = []
  let opened = -1
  for (let row = range.from; row < range.to; row++) {
    const kind = predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
    if (opened < 0) {
      if (kind === BUY && (buy[row] ?? 0) >= buyThreshold) opened = row
    } else if (kind === SELL && (sell[row] ?? 0) >= sellThreshold) {
      trades.push(tradeOf(series, opened, row, rule.fee, false))
      opened = -1
    }
  }
  const last = range.to - 1
  if (opened >= 0 && opened < last) trades.push(tradeOf(series, opened, last, rule.fee, true))
  return trades
}

function tradeOf(series: ScoredSeries, buyRow: number, sellRow: number, fee: number, closedAtEnd: boolean): Trade {
  const buyTime = series.time[buyRow] ?? 0
  const sellTime = series.time[sellRow] ?? 0
  const buyPrice = series.close[buyRow] ?? 0
  const sellPrice = series.close[sellRow] ?? 0
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
    closedAtEnd,
  }
}

/** Gain of buying at one price and selling at another, as a share of the stake, with the fee paid on both. */
export function tradeGain(buyPrice: number, sellPrice: number, fee: number): number {
  return (sellPrice * (1 - fee)) / (buyPrice * (1 + fee)) - 1
}
