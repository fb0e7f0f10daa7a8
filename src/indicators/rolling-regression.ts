import { type RollingSpan, firstBorder } from './rolling-span.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-regression-wasm.js'

/** Least squares lines, one for each row from `span.from` on. */
export interface Regression {
  /** Change of the line a row, in units of the values. */
  readonly slope: Float64Array
  /** The line's value at the window's last row. */
  readonly last: Float64Array
}

/**
 * Straight line by least squares through each window of at least two rows. Values and rows are counted from the block
 * border inside the window, so that the sums stay small and lose no digits; a flat window has the slope zero exactly.
 *
 * WebAssembly SIMD does the work, with the same bits on every machine that has it; the plain loop, which runs elsewhere,
 * differs in the last digits.
 */
export function rollingRegression(values: Float64Array, span: RollingSpan): Regression {
  return writeRegression(values, span, allocateRegression(values.length - span.from))
}

/** Lines of `rows` rows, to be written. */
function allocateRegression(rows: number): Regression {
  return { slope: new Float64Array(Math.max(0, rows)), last: new Float64Array(Math.max(0, rows)) }
}

/** `rollingRegression` into columns of the caller's, which are returned. */
export function writeRegression(values: Float64Array, span: RollingSpan, result: Regression): Regression {
  if (span.window < 2) throw new RangeError(`a line needs a window of at least two rows, not ${span.window}`)
  return simdRegression?.(values, span, result) ?? plainRegression(values, span, result)
}

/** `rollingRegression` value by value: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainRollingRegression(values: Float64Array, span: RollingSpan): Regression {
  return plainRegression(values, span, allocateRegression(values.length - span.from))
}

function plainRegression(values: Float64Array, span: RollingSpan, result: Regression): Regression {
  const { window, from } = span
  const sums = { y: new Float64Array(window), xy: new Float64Array(window) }
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    sumBackwards(values, border, window - (begin - border), sums)
    regressBlock(values, border, begin, span, sums, result)
  }
  return result
}

interface Sums {
  readonly y: Float64Array
  readonly xy: Float64Array
}

/** `sums[k]` becomes the sum over the `k` rows before the border, for k below `count`. */
function sumBackwards(values: Float64Array, border: number, count: number, sums: Sums): void {
  const reference = values[border] ?? 0
  let y = 0
  let xy = 0
  for (let back = 1; back < count; back++) {
    const value = (values[border - back] ?? 0) - reference
    y += value
    xy -= back * value
    sums.y[back] = y
    sums.xy[back] = xy
  }
}

function regressBlock(
  values: Float64Array,
  border: number,
  begin: number,
  { window, from }: RollingSpan,
  before: Sums,
  result: Regression,
): void {
  const reference = values[border] ?? 0
  const squares = (window * (window * window - 1)) / 12
  const half = (window - 1) / 2
  const end = Math.min(border + window, values.length)
  let sumY = 0
  let sumXY = 0
  for (let row = border; row < end; row++) {
    const ahead = row - border
    const value = (values[row] ?? 0) - reference
    sumY += value
    sumXY += ahead * value
    if (row < begin) continue
    const back = window - 1 - ahead
    const y = sumY + (before.y[back] ?? 0)
    const xy = sumXY + (before.xy[back] ?? 0)
    const slope = (xy - (ahead - half) * y) / squares
    result.slope[row - from] = slope
    result.last[row - from] = reference + y / window + slope * half
  }
}

/** At least this many rows go through the kernel at once, in whole blocks. */
const CHUNK = 4096
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `writeRegression` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRegression = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, span: RollingSpan, result: Regression): Regression => {
    const { window, from } = span
    let border = firstBorder(span)
    for (let begin = from; begin < values.length;) {
      const end = Math.min(values.length, border + Math.ceil(CHUNK / window) * window)
      const oldest = begin - window + 1
      const layout = layoutOf(end - oldest, end - begin, window)
      const { values: start, slopes, lasts, sums } = layout
      memory(layout.end)
      put(start, values, oldest, end - oldest)
      call('regress', start, slopes, lasts, sums, border - oldest, begin - oldest, end - oldest, window)
      take(slopes, result.slope, begin - from, end - begin)
      take(lasts, result.last, begin - from, end - begin)
      begin = end
      border = end
    }
    return result
  }
}

/** Byte offsets of what the kernel reads and writes. */
function layoutOf(length: number, rows: number, window: number) {
  const values = PADDING * VALUE
  const slopes = values + (length + 2 * PADDING) * VALUE
  const lasts = slopes + (rows + 2 * PADDING) * VALUE
  const sums = lasts + (rows + PADDING) * VALUE
  return { values, slopes, lasts, sums, end: sums + 2 * (window + 2 * PADDING) * VALUE }
}
