import { monthStart } from '../../core/time.js'
import type { AssessmentCell, AssessedTrade, AssessedTrades, TradeColumn, TradeFilter } from './assessment-view.js'

/** What trades are sorted by. */
export const TRADE_COLUMNS = [
  'number',
  'base',
  'buyTime',
  'buyPrice',
  'sellTime',
  'sellPrice',
  'minutes',
  'gain',
] as const satisfies readonly TradeColumn[]
/** The order of trades; among equals purchases decide. */
export interface TradeOrder {
  readonly column: TradeColumn
  readonly descending: boolean
}

/** A part of the trades that match, and one of all by its number. */
export interface TradePage {
  readonly offset: number
  readonly limit: number
  readonly number?: number | undefined
}

/** The trades that a filter lets through, in an order. */
export function selectTrades(
  trades: readonly AssessedTrade[],
  filter: TradeFilter,
  { column, descending }: TradeOrder,
): AssessedTrade[] {
  const sign = descending ? -1 : 1
  return trades
    .filter((trade) => isMatch(trade, filter))
    .sort((a, b) => sign * compareValues(a[column], b[column]) || a.number - b.number)
}

/** Whether a filter lets a trade through. */
export function isMatch({ base, gain, minutes, sellTime }: AssessedTrade, filter: TradeFilter): boolean {
  const { only = base, minGain = -Infinity, maxGain = Infinity, minMinutes = 0, maxMinutes = Infinity, month } = filter
  return (
    base === only &&
    gain >= minGain &&
    gain <= maxGain &&
    minutes >= minMinutes &&
    minutes <= maxMinutes &&
    (month === undefined || monthStart(sellTime) === month)
  )
}

/** A page of the trades that match, with what they come to together. */
export function pageTrades(
  trades: readonly AssessedTrade[],
  filter: TradeFilter,
  order: TradeOrder,
  { offset, limit, number }: TradePage,
): AssessedTrades {
  const matching = selectTrades(trades, filter, order)
  return {
    total: trades.length,
    matching: matching.length,
    gain: matching.reduce((sum, { gain }) => sum + gain, 0),
    wins: matching.filter(({ gain }) => gain > 0).length,
    months: [...new Set(trades.map(({ sellTime }) => monthStart(sellTime)))].sort((a, b) => a - b),
    trades: matching.slice(offset, offset + limit),
    trade: (number === undefined ? undefined : trades[number - 1]) ?? null,
  }
}

const CSV_COLUMNS = 'number,base,buy_time,buy_price,sell_time,sell_price,minutes,gain,exit'

/** Trades as csv: times are ISO in UTC, gains shares of the stake after fees. */
export function formatTradesCsv(trades: readonly AssessedTrade[]): string {
  const lines = trades.map((trade) =>
    [
      trade.number,
      trade.base,
      new Date(trade.buyTime).toISOString(),
      trade.buyPrice,
      new Date(trade.sellTime).toISOString(),
      trade.sellPrice,
      trade.minutes,
      trade.gain,
      trade.exit,
    ].join(','),
  )
  return `${[CSV_COLUMNS, ...lines].join('\n')}\n`
}

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}

/** The median and the longest of how long positions were held; null without trades. */
export function summarizeMinutes(trades: readonly Pick<AssessedTrade, 'minutes'>[]): AssessmentCell['minutes'] {
  const sorted = Float64Array.from(trades, ({ minutes }) => minutes).sort()
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  return median === undefined || longest === undefined ? null : { median, longest }
}
