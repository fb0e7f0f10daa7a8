import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-median-wasm.js'
import type { RollingSpan } from './rolling-span.js'

/** Rows that go through the kernel at once. */
const CHUNK = 4096
/** Room after every array, for what the kernel reads and writes beyond its end; infinity after the sorted window. */
const PADDING = 8
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingMedian` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingMedian = kernel && simdForm(kernel)

function simdForm({ memory, call }: Kernel) {
  return (values: Float64Array, { window, from }: Pick<RollingSpan, 'window' | 'from'>): Float64Array => {
    const result = new Float64Array(Math.max(0, values.length - from))
    const medians = (CHUNK + window + PADDING) * VALUE
    const sorted = medians + (CHUNK + PADDING) * VALUE
    const end = sorted + (window + PADDING) * VALUE
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      const part = values.subarray(from + done - window + 1, from + done + rows)
      const buffer = memory(end)
      new Float64Array(buffer, 0, part.length).set(part)
      if (window === 5) call('five', 0, medians, rows)
      else {
        const order = new Float64Array(buffer, sorted, window + PADDING).fill(Number.POSITIVE_INFINITY)
        order.set(part.slice(0, window).sort())
        call('slide', 0, medians, sorted, rows, window)
      }
      result.set(new Float64Array(buffer, medians, rows), done)
    }
    return result
  }
}
