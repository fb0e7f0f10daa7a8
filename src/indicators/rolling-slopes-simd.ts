import { loadKernel, type Kernel } from './load-kernel.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'
import { KERNEL } from './rolling-slopes-wasm.js'

/** Rows that go through the kernel at once. */
const CHUNK = 8192
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingSlopes` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingSlopes = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (
    values: Float64Array,
    windows: readonly number[],
    { first, from }: Pick<RollingSpan, 'first' | 'from'>,
    whole: Float64Array,
  ): Float32Array[] => {
    const rows = Math.max(0, values.length - from)
    const results = windows.map(() => new Float32Array(rows))
    const longest = Math.max(...windows)
    for (let done = 0; done < rows; done += CHUNK) {
      const count = Math.min(CHUNK, rows - done)
      const begin = longest - 1
      const oldest = from + done - begin
      const at = layoutOf(begin + count, count, longest)
      memory(at.end)
      put(at.values, values, oldest, begin + count)
      put(at.whole, whole, done, count)
      call('invert', at.whole, at.inverses, count)
      windows.forEach((window, i) => {
        const result = results[i]
        const border = firstBorder({ first: first + oldest, window, from: begin })
        call('slope', at.values, at.inverses, at.slopes, at.sums, border, begin, begin + count, window)
        if (result) takeSingles(at.slopes, result, done, count)
      })
    }
    return results
  }
}

/** Byte offsets of what the kernel reads and writes. */
function layoutOf(length: number, rows: number, window: number) {
  const values = PADDING * VALUE
  const whole = values + (length + PADDING) * VALUE
  const inverses = whole + (rows + 2 * PADDING) * VALUE
  const slopes = inverses + (rows + 2 * PADDING) * VALUE
  const sums = slopes + (rows + PADDING) * VALUE
  return { values, whole, inverses, slopes, sums, end: sums + 2 * (window + 2 * PADDING) * VALUE }
}
