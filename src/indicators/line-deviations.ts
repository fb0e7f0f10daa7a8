import type { Regression } from './rolling-regression.js'
import type { RollingSpan } from './rolling-span.js'
import { KERNEL } from './line-deviations-wasm.js'
import { loadKernel, type Kernel } from './load-kernel.js'

/** Spread of the points on either side of a line, in units of the values; 0 where a side has none. */
export interface LineDeviations {
  readonly above: Float64Array
  readonly below: Float64Array
}

/**
 * For each window: the root of the mean squared distance from the window's mean, over the points above its regression line,
 * and over those below. A point closer to the line than `margin` times the window's last value lies on neither side, so that
 * rounding never decides. Both are NaN where the line is. Takes time in proportion to the window.
 *
 * WebAssembly SIMD does the work, with the same bits on every machine that has it. One without (x64 before SSE 4.1) takes
 * the plain loop, whose results differ in the last digits.
 */
export function lineDeviations(
  values: Float64Array,
  lines: Regression,
  span: RollingSpan,
  margin: number,
): LineDeviations {
  return writeLineDeviations(values, lines, span, margin, allocateDeviations(values.length - span.from))
}

/** Deviations of `rows` rows, to be written. */
function allocateDeviations(rows: number): LineDeviations {
  return { above: new Float64Array(Math.max(0, rows)), below: new Float64Array(Math.max(0, rows)) }
}

/** `lineDeviations` into columns of the caller's, which are returned. */
export function writeLineDeviations(
  values: Float64Array,
  lines: Regression,
  span: RollingSpan,
  margin: number,
  result: LineDeviations,
): LineDeviations {
  if (simdDeviations) simdDeviations(values, lines, span, margin, result)
  else plainDeviations(values, lines, span, margin, result)
  for (let i = 0; i < result.above.length; i++) {
    if (Number.isNaN(lines.last[i])) result.above[i] = result.below[i] = Number.NaN
  }
  return result
}

/** `lineDeviations` point by point: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainLineDeviations(
  values: Float64Array,
  lines: Regression,
  span: Pick<RollingSpan, 'window' | 'from'>,
  margin: number,
): LineDeviations {
  const result = allocateDeviations(values.length - span.from)
  plainDeviations(values, lines, span, margin, result)
  return result
}

function plainDeviations(
  values: Float64Array,
  lines: Regression,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  margin: number,
  result: LineDeviations,
): void {
  for (let i = 0; i < result.above.length; i++) {
    deviate(values, from + i, window, lines.slope[i] ?? 0, lines.last[i] ?? 0, margin, result, i)
  }
}

/** Writes the result of the window that ends at row `end`. Takes plain numbers because it runs once for every row. */
function deviate(
  values: Float64Array,
  end: number,
  window: number,
  slope: number,
  last: number,
  margin: number,
  result: LineDeviations,
  i: number,
): void {
  const half = (window - 1) / 2
  const mean = last - slope * half
  const width = margin * Math.abs(values[end] ?? 0)
  let upper = width - slope * half
  let lower = -width - slope * half
  let countAbove = 0
  let countBelow = 0
  let sumAbove = 0
  let sumBelow = 0
  for (let row = end - window + 1; row <= end; row++) {
    const distance = (values[row] ?? 0) - mean
    if (distance > upper) {
      countAbove++
      sumAbove += distance * distance
    } else if (distance < lower) {
      countBelow++
      sumBelow += distance * distance
    }
    upper += slope
    lower += slope
  }
  result.above[i] = countAbove === 0 ? 0 : Math.sqrt(sumAbove / countAbove)
  result.below[i] = countBelow === 0 ? 0 : Math.sqrt(sumBelow / countBelow)
}

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 4320
const BLOCK = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** Writes `lineDeviations` by WebAssembly SIMD; undefined where the machine has none. */
export const simdDeviations = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (
    values: Float64Array,
    lines: Regression,
    { first, window, from }: RollingSpan,
    margin: number,
    result: LineDeviations,
  ): void => {
    const rows = result.above.length
    for (let done = 0; done < rows; done += CHUNK) {
      const count = Math.min(CHUNK, rows - done)
      const begin = from + done - window + 1
      const layout = layoutOf(count, window)
      memory(layout.end)
      put(layout.values, values, begin, count + window - 1)
      put(layout.slopes, lines.slope, done, count)
      put(layout.lasts, lines.last, done, count)
      const { values: start, slopes, lasts, above, below, work } = layout
      call('deviate', start, slopes, lasts, above, below, work, count, window, modulo(first + begin, BLOCK), margin)
      take(above, result.above, done, count)
      take(below, result.below, done, count)
    }
  }
}

/** Byte offsets of what the kernel reads and writes. */
function layoutOf(rows: number, window: number) {
  const length = rows + window - 1
  const slopes = length * VALUE
  const lasts = slopes + rows * VALUE
  const above = lasts + rows * VALUE
  const below = above + rows * VALUE
  const work = below + rows * VALUE
  const blocks = Math.ceil(length / BLOCK)
  const segments = Math.ceil(window / BLOCK) + 2
  return { values: 0, slopes, lasts, above, below, work, end: work + blocks * 4 * VALUE + segments * VALUE }
}

function modulo(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor
}
