import { uninitializedFloat32 } from '../runtime/buffers.js'
import type { CandleChanges, ChangeCandles } from './candle-changes.js'
import { KERNEL } from './candle-changes-wasm.js'
import { changeWindow, isShape, needsVolume, type ChangeColumn } from './change-column.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { firstBorder } from './rolling-span.js'

/** Rows that go through the kernel at once: three days, whose blocks of mean volume begin and end with them. */
const CHUNK = 4320
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT
const STRIDE = CHUNK + PADDING

const kernel = loadKernel(KERNEL)

/** `candleChanges` by WebAssembly SIMD; undefined where the machine has none. */
export const simdCandleChanges = kernel && simdForm(kernel)

/** What is under way: the rows `begin … end − 1`, and where the kernel finds what belongs to the first of them. */
interface Work {
  readonly kernel: Kernel
  readonly at: ReturnType<typeof layoutOf>
  readonly changes: CandleChanges
  readonly candles: ChangeCandles
  readonly begin: number
  readonly end: number
}

function simdForm(kernel: Kernel) {
  return (candles: ChangeCandles, changes: CandleChanges): Float32Array[] => {
    const { columns, from } = changes
    const { first, rows } = candles.grid
    const results = columns.map(() => uninitializedFloat32(Math.max(0, rows - from)))
    const at = layoutOf(changes)
    kernel.memory(at.end)
    for (let begin = from, end = 0; begin < rows; begin = end) {
      end = Math.min(rows, firstBorder({ first, window: CHUNK, from: begin + CHUNK }))
      const work = { kernel, at, changes, candles, begin, end }
      load(work)
      columns.forEach((column, i) => {
        const [result, out] = [results[i], at.columns + i * STRIDE * SINGLE]
        write(work, column, out)
        if (result) kernel.takeSingles(out, result, begin - from, end - begin)
      })
    }
    return results
  }
}

/** Puts what the columns need beside their own into the kernel's memory: closes and their inverses, and how much volume there is beyond the mean. */
function load(work: Work): void {
  const { kernel, at, changes, candles, begin, end } = work
  const reach = reachOf(changes.columns)
  const [oldest, closes] = [reach * VALUE, end - begin + reach]
  kernel.put(at.close - oldest, candles.close, begin - reach, closes)
  kernel.call('invert', at.close - oldest, at.inverses - oldest, closes)
  if (changes.columns.some(isShape)) {
    kernel.put(at.open, candles.open, begin, end - begin)
    kernel.put(at.high, candles.high, begin, end - begin)
    kernel.put(at.low, candles.low, begin, end - begin)
  }
  if (changes.columns.some(needsVolume)) loadExcess(work)
}

/** Rows back to the oldest close that a change begins at. */
function reachOf(columns: readonly ChangeColumn[]): number {
  return columns.reduce<number>((most, column) => Math.max(most, changeWindow(column) ?? 0), 0)
}

function loadExcess({ kernel, at, changes, candles, begin, end }: Work): void {
  const { meanWindow: window, least } = changes
  const oldest = begin - window + 1
  const values = at.volume - (window - 1) * VALUE
  kernel.put(values, candles.volume, oldest, end - oldest)
  const border = firstBorder({ first: candles.grid.first, window, from: begin })
  kernel.call('add', values, at.excess, at.sums, border - oldest, window - 1, end - oldest, window, window)
  kernel.call('excess', at.volume, at.excess, at.excess, end - begin, least)
}

/** Writes one column to `out`. */
function write({ kernel: { call }, at, begin, end }: Work, column: ChangeColumn, out: number): void {
  const rows = end - begin
  if (column === 'height') call('height', at.high, at.low, at.inverses, out, rows)
  else if (column === 'upper') call('upper', at.high, at.open, at.close, at.inverses, out, rows)
  else if (column === 'lower') call('lower', at.low, at.open, at.close, at.inverses, out, rows)
  else if (column === 'excess') call('round', at.excess, out, rows)
  else {
    const back = (changeWindow(column) ?? 0) * VALUE
    const [before, inverses] = [at.close - back, at.inverses - back]
    if (column === 'changeTimesExcess') call('changeTimes', at.close, before, inverses, at.excess, out, rows)
    else call('change', at.close, before, inverses, out, rows)
  }
}

/** Byte offsets of what the kernel reads and writes, each that of the first row under way, with the same room before and after it. */
function layoutOf({ columns, meanWindow }: CandleChanges) {
  const before = (Math.max(meanWindow, reachOf(columns)) + PADDING) * VALUE
  const room = before + STRIDE * VALUE
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
