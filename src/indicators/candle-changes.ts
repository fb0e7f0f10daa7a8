import type { Candles } from '../core/candles.js'
import { fillFrom } from '../core/fill-from.js'
import { uninitializedFloat32 } from '../runtime/buffers.js'
import { KERNEL } from './candle-changes-wasm.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { firstBorder } from './rolling-span.js'
import { plainRollingSum } from './rolling-sum.js'

/** A part of the candle's shape in thousandths of the close: high less low, high less the body's top, the body's bottom less low. */
export type CandlePart = 'highLow' | 'upperShadow' | 'lowerShadow'

/** A column made of prices. A number stands for the change of the close over so many rows, as `pctChange` gives it. */
export type PriceColumn = number | CandlePart

/** A column made of volumes: (volume − mean) / mean, or that times the change of the close over one row. */
export type VolumeColumn = 'excessVolume' | 'changeTimesVolume'

export type ChangeColumn = PriceColumn | VolumeColumn

export interface CandleChangeOptions {
  readonly columns: readonly ChangeColumn[]
  /** First row that is evaluated; it has as many rows before it as any column reads. */
  readonly from: number
  /** Rows of the mean volume. */
  readonly meanWindow: number
  /** Stands in for a mean volume of zero. */
  readonly zeroMeanValue: number
}

/** The candle columns that changes are made of; only those are read that the columns asked for need. */
export type ChangeCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close' | 'volume'>

/**
 * Changes of the close over several periods, the shape of each candle, and its volume against the mean, all in one pass.
 *
 * Columns of prices have the same bits by WebAssembly SIMD and by the plain loop; columns of volumes differ by roundings of
 * single precision (1.2e-7 relative). Each column has the same bits whatever others are asked for.
 * @returns the columns in the order asked for, with a value for each row from `from` on
 */
export function candleChanges(candles: ChangeCandles, options: CandleChangeOptions): Float32Array[] {
  const history = historyOf(options)
  if (options.from < history) throw new RangeError(`row ${options.from} does not have ${history} rows before it`)
  return simdCandleChanges?.(candles, options) ?? plainCandleChanges(candles, options)
}

/**
 * `candleChanges` of some rows alone, with the same bits, for a live row whose lags are few and far apart.
 * @param rows ascending, each with as many rows before it as any column reads; columns of volumes are computed from the first of them on
 * @returns the columns in the order asked for, with a value for each of `rows`
 */
export function candleChangesAt(
  candles: ChangeCandles,
  options: Omit<CandleChangeOptions, 'from'>,
  rows: readonly number[],
): Float32Array[] {
  const from = rows[0] ?? 0
  const columns = options.columns.filter(needsVolume)
  const volumes = columns.length > 0 ? candleChanges(candles, { ...options, columns, from }) : []
  let used = 0
  return options.columns.map((column) => {
    const values = new Float32Array(rows.length)
    if (!needsVolume(column)) return fillFrom(values, (i) => priceColumnAt(candles, column, rows[i] ?? 0))
    const all = volumes[used++]
    return fillFrom(values, (i) => all?.[(rows[i] ?? 0) - from] ?? 0)
  })
}

/** Whether a column is made of volumes. */
export function needsVolume(column: ChangeColumn): column is VolumeColumn {
  return column === 'excessVolume' || column === 'changeTimesVolume'
}

function isCandlePart(column: ChangeColumn): column is CandlePart {
  return column === 'highLow' || column === 'upperShadow' || column === 'lowerShadow'
}

/** Rows over which a column takes the change of the close; 0 where it takes none. */
function changePeriod(column: ChangeColumn): number {
  if (column === 'changeTimesVolume') return 1
  return typeof column === 'number' ? column : 0
}

function longestPeriod(columns: readonly ChangeColumn[]): number {
  return Math.max(0, ...columns.map(changePeriod))
}

function historyOf({ columns, meanWindow }: CandleChangeOptions): number {
  return Math.max(...columns.map((column) => (needsVolume(column) ? meanWindow - 1 : changePeriod(column))))
}

/** `candleChanges` by plain loops: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainCandleChanges(candles: ChangeCandles, options: CandleChangeOptions): Float32Array[] {
  const { columns, from } = options
  const excess = columns.some(needsVolume) ? plainExcessVolume(candles, options) : new Float64Array()
  return columns.map((column) => {
    if (column === 'excessVolume') return new Float32Array(excess)
    const values = new Float32Array(candles.grid.rows - from)
    if (column !== 'changeTimesVolume') return fillFrom(values, (i) => priceColumnAt(candles, column, from + i))
    return fillFrom(values, (i) => priceColumnAt(candles, 1, from + i) * (excess[i] ?? 0))
  })
}

function plainExcessVolume(
  { grid, volume }: ChangeCandles,
  { from, meanWindow, zeroMeanValue }: CandleChangeOptions,
): Float64Array {
  const sums = plainRollingSum(volume, { first: grid.first, window: meanWindow, from })
  return sums.map((sum, i) => {
    const mean = sum / meanWindow
    const base = mean === 0 ? zeroMeanValue : mean
    return ((volume[from + i] ?? 0) - base) / base
  })
}

/**
 * One value of a column made of prices, in double precision. It does what the kernel does, operation by operation, so that a
 * row has the same bits by itself as among others; it multiplies by inverses, so it differs from quotients by roundings.
 */
export function priceColumnAt(
  { open, high, low, close }: Pick<Candles, 'open' | 'high' | 'low' | 'close'>,
  column: PriceColumn,
  row: number,
): number {
  const now = close[row] ?? 0
  if (typeof column === 'number') {
    const before = close[row - column] ?? 0
    return (now - before) * (1 / before)
  }
  const inverse = 1 / now
  if (column === 'highLow') return ((high[row] ?? 0) - (low[row] ?? 0)) * inverse * 1000
  if (column === 'upperShadow') return ((high[row] ?? 0) - Math.max(open[row] ?? 0, now)) * inverse * 1000
  return (Math.min(open[row] ?? 0, now) - (low[row] ?? 0)) * inverse * 1000
}

/** Rows that go through the kernel at once: three days, whose blocks of mean volume begin and end with them. */
const CHUNK = 4320
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 16
const DOUBLE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT
const STRIDE = CHUNK + PADDING

const kernel = loadKernel(KERNEL)

/** `candleChanges` by WebAssembly SIMD; undefined where the machine has none. */
export const simdCandleChanges = kernel && simdForm(kernel)

/** The rows `begin … end − 1` that are being computed, and where the kernel finds what belongs to the first of them. */
interface Chunk {
  readonly kernel: Kernel
  readonly at: ReturnType<typeof layoutOf>
  readonly options: CandleChangeOptions
  readonly candles: ChangeCandles
  readonly begin: number
  readonly end: number
}

function simdForm(kernel: Kernel) {
  return (candles: ChangeCandles, options: CandleChangeOptions): Float32Array[] => {
    const { columns, from } = options
    const { first, rows } = candles.grid
    const results = columns.map(() => uninitializedFloat32(Math.max(0, rows - from)))
    const at = layoutOf(options)
    kernel.memory(at.end)
    for (let begin = from, end = 0; begin < rows; begin = end) {
      end = Math.min(rows, firstBorder({ first, window: CHUNK, from: begin + CHUNK }))
      const chunk = { kernel, at, options, candles, begin, end }
      loadChunk(chunk)
      columns.forEach((column, i) => {
        const [result, out] = [results[i], at.columns + i * STRIDE * SINGLE]
        computeColumn(chunk, column, out)
        if (result) kernel.takeSingles(out, result, begin - from, end - begin)
      })
    }
    return results
  }
}

/** Puts what several columns need into the kernel's memory: closes and their inverses, the other prices, the excess volume. */
function loadChunk(chunk: Chunk): void {
  const { kernel, at, options, candles, begin, end } = chunk
  const reach = longestPeriod(options.columns)
  const [oldest, closes] = [reach * DOUBLE, end - begin + reach]
  kernel.put(at.close - oldest, candles.close, begin - reach, closes)
  kernel.call('invert', at.close - oldest, at.inverses - oldest, closes)
  if (options.columns.some(isCandlePart)) {
    kernel.put(at.open, candles.open, begin, end - begin)
    kernel.put(at.high, candles.high, begin, end - begin)
    kernel.put(at.low, candles.low, begin, end - begin)
  }
  if (options.columns.some(needsVolume)) loadExcessVolume(chunk)
}

function loadExcessVolume({ kernel, at, options, candles, begin, end }: Chunk): void {
  const { meanWindow: window, zeroMeanValue } = options
  const oldest = begin - window + 1
  const values = at.volume - (window - 1) * DOUBLE
  kernel.put(values, candles.volume, oldest, end - oldest)
  const border = firstBorder({ first: candles.grid.first, window, from: begin })
  kernel.call('add', values, at.excess, at.sums, border - oldest, window - 1, end - oldest, window, window)
  kernel.call('excess', at.volume, at.excess, at.excess, end - begin, zeroMeanValue)
}

/** Computes one column into the kernel's memory at `out`. */
function computeColumn({ kernel: { call }, at, begin, end }: Chunk, column: ChangeColumn, out: number): void {
  const rows = end - begin
  if (column === 'highLow') call('height', at.high, at.low, at.inverses, out, rows)
  else if (column === 'upperShadow') call('upper', at.high, at.open, at.close, at.inverses, out, rows)
  else if (column === 'lowerShadow') call('lower', at.low, at.open, at.close, at.inverses, out, rows)
  else if (column === 'excessVolume') call('round', at.excess, out, rows)
  else {
    const back = changePeriod(column) * DOUBLE
    const [before, inverses] = [at.close - back, at.inverses - back]
    if (column === 'changeTimesVolume') call('changeTimes', at.close, before, inverses, at.excess, out, rows)
    else call('change', at.close, before, inverses, out, rows)
  }
}

/** Byte offsets of the arrays in the kernel's memory: each that of the chunk's first row, with the same room before and after it. */
function layoutOf({ columns, meanWindow }: CandleChangeOptions) {
  const before = (Math.max(meanWindow, longestPeriod(columns)) + PADDING) * DOUBLE
  const room = before + STRIDE * DOUBLE
  return {
    close: before,
    inverses: before + room,
    open: before + 2 * room,
    high: before + 3 * room,
    low: before + 4 * room,
    volume: before + 5 * room,
    excess: before + 6 * room,
    /** Room for a window, and for what the kernel wants before and after it. */
    sums: before + 7 * room,
    columns: before + 8 * room,
    end: before + 8 * room + columns.length * STRIDE * SINGLE,
  }
}
