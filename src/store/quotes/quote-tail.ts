import { join } from 'node:path'
import type { Calendar } from '../../core/calendar.js'
import { QUOTE_COLUMNS, allocateQuotes, type MinuteQuote, type Quotes } from './quotes.js'
import { readLineLog, type LineLog } from '../files/line-log.js'

/** Returns the tail file of a market: the quotes that came after the months were written, a line each, the last of a minute being valid. */
export function quoteTailIn(folder: string): string {
  return join(folder, 'tail.log')
}

export function readQuoteLog(folder: string): Promise<LineLog> {
  return readLineLog(quoteTailIn(folder))
}

const UNKNOWN = '-'

export function formatQuoteLine(quote: MinuteQuote): string {
  const texts = QUOTE_COLUMNS.map((name) => (Number.isNaN(quote[name]) ? UNKNOWN : String(quote[name])))
  return [quote.time, ...texts].join(' ')
}

/** The quotes of the lines of a tail, from the first to the last; undefined where there are none. */
export function parseQuoteLines(lines: readonly string[], calendar: Calendar): Quotes | undefined {
  const byOrdinal = new Map<number, readonly number[]>()
  for (const line of lines) {
    const [time = Number.NaN, ...values] = line.split(' ').map((text) => (text === UNKNOWN ? Number.NaN : Number(text)))
    if (Number.isFinite(time) && values.length === QUOTE_COLUMNS.length) byOrdinal.set(calendar.ordinalAt(time), values)
  }
  if (byOrdinal.size === 0) return undefined
  const first = Math.min(...byOrdinal.keys())
  const quotes = allocateQuotes({ calendar, first, rows: Math.max(...byOrdinal.keys()) + 1 - first })
  for (const [ordinal, values] of byOrdinal)
    for (const [index, name] of QUOTE_COLUMNS.entries()) quotes[name][ordinal - first] = values[index] ?? Number.NaN
  return quotes
}
