import { loadKernel, type Kernel } from './load-kernel.js'
import type { Regression } from './regression.js'
import { KERNEL } from './rolling-regression-wasm.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'

/** At least this many rows go through the kernel at once, in whole blocks. */
const CHUNK = 4096
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingRegression` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingRegression = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, span: RollingSpan): Regression => {
    const { window, from } = span
    const rows = Math.max(0, values.length - from)
    const result = { slope: new Float64Array(rows), last: new Float64Array(rows) }
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
