import { loadKernel, type Kernel } from './load-kernel.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'
import { KERNEL } from './rolling-sum-wasm.js'

/** At least this many rows go through the kernel at once, in whole blocks. */
const CHUNK = 4096
/** Room before and after every array, for what the kernel reads and writes beyond its ends and never uses. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingSum` over a divisor, by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingSum = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, span: RollingSpan, divisor: number): Float64Array => {
    const { window, from } = span
    const result = new Float64Array(Math.max(0, values.length - from))
    let border = firstBorder(span)
    for (let begin = from; begin < values.length;) {
      const end = Math.min(values.length, border + Math.ceil(CHUNK / window) * window)
      const oldest = begin - window + 1
      const sums = (end - oldest + 2 * PADDING) * VALUE
      const before = sums + (end - begin + 2 * PADDING) * VALUE
      const start = PADDING * VALUE
      memory(before + (window + 2 * PADDING) * VALUE)
      put(start, values, oldest, end - oldest)
      call('add', start, sums, before, border - oldest, begin - oldest, end - oldest, window, divisor)
      take(sums, result, begin - from, end - begin)
      begin = end
      border = end
    }
    return result
  }
}
