import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'

/** Candles as a file has them, one after the other: unsorted, perhaps with duplicates. */
export interface CandleLines {
  /** Name of the file, for messages. */
  readonly label: string
  /** What `lines` counts: lines of a text, or rows of a table. */
  readonly place: 'line' | 'row'
  /** Open times, epoch ms. */
  readonly times: Float64Array
  readonly columns: Readonly<Record<CandleColumn, Float64Array>>
  /** Place in the file at which each candle stands, from 1. */
  readonly lines: Int32Array
  /** Whether a minute without a line is one without a trade, rather than one that is missing. */
  readonly isSparse?: boolean
  /** Whether its times are written without a zone, and were read as those of UTC. */
  readonly lacksZone?: boolean
}

/** Columns that a file of candles may leave out or leave empty. */
export const OPTIONAL_COLUMNS: ReadonlySet<CandleColumn> = new Set(['quoteVolume', 'trades', 'takerBuyVolume'])

/** The columns that a file of candles must have. */
export const REQUIRED_COLUMNS = CANDLE_COLUMNS.filter((name) => !OPTIONAL_COLUMNS.has(name))

/** Allocates the values of `count` candles; those of columns that the file may lack are NaN. */
export function allocateColumns(count: number): Record<CandleColumn, Float64Array> {
  const column = (): Float64Array => new Float64Array(count)
  const unknown = (): Float64Array => column().fill(Number.NaN)
  return {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: unknown(),
    trades: unknown(),
    takerBuyVolume: unknown(),
  }
}

/** The text of what is wrong with the candle in row `index`; undefined where nothing is. */
export function candleErrorAt(columns: CandleLines['columns'], index: number): string | undefined {
  const open = columns.open[index] ?? Number.NaN
  const high = columns.high[index] ?? Number.NaN
  const low = columns.low[index] ?? Number.NaN
  const close = columns.close[index] ?? Number.NaN
  const volume = columns.volume[index] ?? Number.NaN
  const isPlausible =
    low > 0 && low <= open && low <= close && high >= open && high >= close && high < Infinity && volume >= 0
  return isPlausible && volume < Infinity ? undefined : describeCandleError({ open, high, low, close }, volume)
}

/** Counts the candles from row `from` on, before `to`, that stand before the first one with which something is wrong. */
export function countCandles(
  { open, high, low, close, volume }: CandleLines['columns'],
  from: number,
  to: number,
): number {
  for (let row = from; row < to; row++) {
    const o = open[row] ?? Number.NaN
    const h = high[row] ?? Number.NaN
    const l = low[row] ?? Number.NaN
    const c = close[row] ?? Number.NaN
    const v = volume[row] ?? Number.NaN
    if (!(l > 0 && l <= o && l <= c && h >= o && h >= c && h < Infinity && v >= 0 && v < Infinity)) return row - from
  }
  return to - from
}

function describeCandleError(
  prices: Readonly<Record<'open' | 'high' | 'low' | 'close', number>>,
  volume: number,
): string {
  for (const [name, price] of Object.entries(prices)) {
    if (!Number.isFinite(price)) return `${name} is missing: expected a number`
    if (price <= 0) return `${name} is ${price}: expected a price above 0`
  }
  if (!Number.isFinite(volume)) return 'volume is missing: expected a number'
  if (volume < 0) return `volume is ${volume}: expected 0 or more`
  const { open, high, low, close } = prices
  if (high < low) return `high ${high} is below low ${low}`
  if (high < Math.max(open, close)) return `high ${high} is below open ${open} or close ${close}`
  return `low ${low} is above open ${open} or close ${close}`
}
