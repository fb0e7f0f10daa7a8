import { sortRows } from '../../ui/sort-rows.js'
import type { PageTrade } from './replay.js'

/** A trade with its place in the order of purchases of its cell, from 1. */
export interface NumberedTrade {
  readonly number: number
  readonly trade: PageTrade
}

export interface TradeColumn {
  readonly title: string
  readonly value: (row: NumberedTrade) => number | string
}

/** The columns of the table, and what each of them sorts by. */
export const TRADE_COLUMNS: readonly TradeColumn[] = [
  { title: '#', value: ({ number }) => number },
  { title: 'Base', value: ({ trade }) => trade.base },
  { title: 'Buy time', value: ({ trade }) => trade.buyMinute },
  { title: 'Buy price', value: ({ trade }) => trade.buyPrice },
  { title: 'Sell time', value: ({ trade }) => trade.sellMinute },
  { title: 'Sell price', value: ({ trade }) => trade.sellPrice },
  { title: 'Duration', value: ({ trade }) => trade.sellMinute - trade.buyMinute },
  { title: 'Gain', value: ({ trade }) => trade.gain },
]

export interface TradeOrder {
  readonly column: number
  readonly descending: boolean
}

/** Trades, which come by their numbers, in an order; among equals purchases decide. */
export function sortTrades(
  rows: readonly NumberedTrade[],
  { column, descending }: TradeOrder,
): readonly NumberedTrade[] {
  return sortRows(rows, TRADE_COLUMNS[column]?.value, descending)
}

/** Trades as csv: times are ISO in UTC, gains shares of the stake after fees. */
export function formatTradesCsv(rows: readonly NumberedTrade[]): string {
  const lines = rows.map(({ number, trade }) =>
    [
      number,
      trade.base,
      isoTime(trade.buyMinute),
      trade.buyPrice,
      isoTime(trade.sellMinute),
      trade.sellPrice,
      trade.sellMinute - trade.buyMinute,
      trade.gain,
      trade.exit,
    ].join(','),
  )
  return `${['number,base,buy_time,buy_price,sell_time,sell_price,minutes,gain,exit', ...lines].join('\n')}\n`
}

function isoTime(minute: number): string {
  return new Date(minute * 60_000).toISOString()
}
