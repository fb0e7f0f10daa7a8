import { float64ColumnOf, makeFrame, type Frame } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'

/**
 * The last quote of each minute of one market, on an unbroken grid: known once its minute is over. Prices are in quote, sizes in base. A minute
 * without a quote has NaN everywhere; a quote has bid ≤ ask, both above 0.
 */
export interface Quotes {
  readonly grid: Grid
  readonly bid: Float64Array
  readonly ask: Float64Array
  /** Amounts at the best prices; NaN where the source does not say. */
  readonly bidSize: Float64Array
  readonly askSize: Float64Array
}

/** The Float64 columns of quotes, in the order of the store. */
export const QUOTE_COLUMNS = ['bid', 'ask', 'bidSize', 'askSize'] as const

export type QuoteColumn = (typeof QUOTE_COLUMNS)[number]

/** The quote of one minute. */
export interface MinuteQuote extends Readonly<Record<QuoteColumn, number>> {
  /** Epoch ms of the minute. */
  readonly time: number
}

/** Minutes without quotes, to be written into. */
export function allocateQuotes(grid: Grid): Quotes {
  const column = (): Float64Array => new Float64Array(grid.rows).fill(Number.NaN)
  return { grid, bid: column(), ask: column(), bidSize: column(), askSize: column() }
}

/** Shows quotes as a frame over their memory. */
export function quotesToFrame(quotes: Quotes): Frame {
  return makeFrame(
    quotes.grid,
    QUOTE_COLUMNS.map((name) => [name, quotes[name]]),
  )
}

/** The inverse of `quotesToFrame`; throws RangeError or TypeError where a column is missing or of another type. */
export function frameToQuotes(frame: Frame): Quotes {
  const [bid, ask, bidSize, askSize] = [
    float64ColumnOf(frame, 'bid'),
    float64ColumnOf(frame, 'ask'),
    float64ColumnOf(frame, 'bidSize'),
    float64ColumnOf(frame, 'askSize'),
  ]
  return { grid: frame.grid, bid, ask, bidSize, askSize }
}

/** Whether a row has a quote. */
export function hasQuote({ bid }: Quotes, row: number): boolean {
  return !Number.isNaN(bid[row] ?? Number.NaN)
}

/** What is wrong with a quote, in words; undefined where nothing is. */
export function quoteErrorOf(bid: number, ask: number): string | undefined {
  if (Number.isNaN(bid) || Number.isNaN(ask)) return 'without a bid or an ask'
  if (!(bid > 0 && ask > 0 && ask < Infinity)) return 'with a price that is not above 0'
  return ask < bid ? 'crossed' : undefined
}
