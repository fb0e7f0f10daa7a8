import type { LineDeviations } from './line-deviations.js'
import { KERNEL } from './line-deviations-wasm.js'
import type { Regression } from './rolling-regression.js'
import type { RollingSpan } from './rolling-span.js'
import { loadKernel, type Kernel } from './load-kernel.js'

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 4096
const BLOCK = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `lineDeviations` by WebAssembly SIMD; undefined where the machine has none. */
export const simdLineDeviations = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, lines: Regression, span: RollingSpan, margin: number): LineDeviations => {
    const { first, window, from } = span
    const rows = Math.max(0, values.length - from)
    const result = { above: new Float64Array(rows), below: new Float64Array(rows) }
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
    return result
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
