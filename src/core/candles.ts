import { float64ColumnOf, makeFrame, uint8ColumnOf, type Frame } from './frame.js'
import { sliceGrid, type Grid } from './grid.js'

/**
 * Candles of one market on an unbroken grid. Prices are in quote, volume in base. A minute that the source did not have
 * is filled (volume 0, all prices the previous close) and marked in `filled`; a zero-volume row of the source is not.
 */
export interface Candles {
  readonly grid: Grid
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  /** Traded volume in quote; NaN where the source does not say. */
  readonly quoteVolume: Float64Array
  /** Number of trades; NaN where the source does not say. */
  readonly trades: Float64Array
  /** The part of `volume` that takers bought; NaN where the source does not say. */
  readonly takerBuyVolume: Float64Array
  /** 1 where the minute was missing and has been filled, else 0. */
  readonly filled: Uint8Array
  /** Candles of other bases over the same grid, by the bases' names: of those at least that a definition `needs`. */
  readonly others?: ReadonlyMap<string, Candles>
}

/** The Float64 columns of candles, in the order of the store. */
export const CANDLE_COLUMNS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'trades',
  'takerBuyVolume',
] as const

export type CandleColumn = (typeof CANDLE_COLUMNS)[number]

/** Candles with all values zero, to be written into. */
export function allocateCandles(grid: Grid): Candles {
  const column = (): Float64Array => new Float64Array(grid.rows)
  return {
    grid,
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    trades: column(),
    takerBuyVolume: column(),
    filled: new Uint8Array(grid.rows),
  }
}

/** Shows candles as a frame over their memory; its last column is `filled`. Candles of other bases stay behind. */
export function candlesToFrame(candles: Candles): Frame {
  return makeFrame(candles.grid, [
    ...CANDLE_COLUMNS.map((name) => [name, candles[name]] as const),
    ['filled', candles.filled] as const,
  ])
}

/** The inverse of `candlesToFrame`; throws RangeError or TypeError where a column is missing or of another type. */
export function frameToCandles(frame: Frame): Candles {
  return {
    grid: frame.grid,
    open: float64ColumnOf(frame, 'open'),
    high: float64ColumnOf(frame, 'high'),
    low: float64ColumnOf(frame, 'low'),
    close: float64ColumnOf(frame, 'close'),
    volume: float64ColumnOf(frame, 'volume'),
    quoteVolume: float64ColumnOf(frame, 'quoteVolume'),
    trades: float64ColumnOf(frame, 'trades'),
    takerBuyVolume: float64ColumnOf(frame, 'takerBuyVolume'),
    filled: uint8ColumnOf(frame, 'filled'),
  }
}

/** Candles of which only some columns are at hand; asking for another throws RangeError. */
export function frameToPartialCandles(frame: Frame): Candles {
  return {
    grid: frame.grid,
    get open() {
      return float64ColumnOf(frame, 'open')
    },
    get high() {
      return float64ColumnOf(frame, 'high')
    },
    get low() {
      return float64ColumnOf(frame, 'low')
    },
    get close() {
      return float64ColumnOf(frame, 'close')
    },
    get volume() {
      return float64ColumnOf(frame, 'volume')
    },
    get quoteVolume() {
      return float64ColumnOf(frame, 'quoteVolume')
    },
    get trades() {
      return float64ColumnOf(frame, 'trades')
    },
    get takerBuyVolume() {
      return float64ColumnOf(frame, 'takerBuyVolume')
    },
    get filled() {
      return uint8ColumnOf(frame, 'filled')
    },
  }
}

/** Candles of which only the named columns are at hand; another throws RangeError. Candles of other bases stay behind. */
export function selectCandleColumns(candles: Candles, names: readonly CandleColumn[]): Candles {
  return frameToPartialCandles(
    makeFrame(
      candles.grid,
      names.map((name) => [name, candles[name]]),
    ),
  )
}

/** The rows `from … from + rows − 1` as a view: no value is copied. */
export function sliceCandles(candles: Candles, from: number, rows: number): Candles {
  const end = from + rows
  const slice: Candles = {
    grid: sliceGrid(candles.grid, from, rows),
    open: candles.open.subarray(from, end),
    high: candles.high.subarray(from, end),
    low: candles.low.subarray(from, end),
    close: candles.close.subarray(from, end),
    volume: candles.volume.subarray(from, end),
    quoteVolume: candles.quoteVolume.subarray(from, end),
    trades: candles.trades.subarray(from, end),
    takerBuyVolume: candles.takerBuyVolume.subarray(from, end),
    filled: candles.filled.subarray(from, end),
  }
  if (!candles.others) return slice
  const others = new Map([...candles.others].map(([base, other]) => [base, sliceCandles(other, from, rows)] as const))
  return { ...slice, others }
}
