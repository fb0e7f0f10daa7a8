import type { ScoredSeries } from '../../assessment/scored-series.js'
import { simulateTrades, type TradeRule } from '../../assessment/simulate-trades.js'
import type { AssessedTrades } from './api.js'

/** A part of a cell's trades in the order of their purchases. */
export function tradeList(
  series: readonly ScoredSeries[],
  rule: TradeRule,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): AssessedTrades {
  const { fee, buyThreshold, sellThreshold } = rule
  const trades = series
    .flatMap((one) => simulateTrades(one, { fee, buyThreshold, sellThreshold }))
    .sort((a, b) => a.buyTime - b.buyTime)
  return {
    total: trades.length,
    trades: trades
      .slice(offset, offset + limit)
      .map(({ buyRow: _buyRow, sellRow: _sellRow, ...trade }, index) => ({ number: offset + index + 1, ...trade })),
  }
}
