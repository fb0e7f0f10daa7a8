import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type Trade, type TradeRule } from '../simulate-trades.js'
import type { AssessedTrade } from './assessment-view.js'

/** All trades of a cell in the order of their purchases, numbered from 1. */
export function numberTrades(series: readonly ScoredSeries[], rule: TradeRule): AssessedTrade[] {
  return series
    .flatMap((one) => simulateTrades(one, rule))
    .sort((a, b) => a.buyTime - b.buyTime)
    .map(toAssessedTrade)
}

function toAssessedTrade(trade: Trade, index: number): AssessedTrade {
  const { base, buyTime, buyPrice, sellTime, sellPrice, gain, minutes, exit } = trade
  return { number: index + 1, base, buyTime, buyPrice, sellTime, sellPrice, gain, minutes, exit }
}
