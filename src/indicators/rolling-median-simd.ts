import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './rolling-median-wasm.js'
import type { RollingSpan } from './rolling-span.js'

/** Rows that go through the kernel at once. */
const CHUNK = 4096
/** Numbers that the kernel works with, for each row of a window: what it keeps at every halving of a group of windows. */
const WORK = 24
/** Room beside, for windows of few rows. */
const PADDING = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `rollingMedian` by WebAssembly SIMD; undefined where the machine has none. */
export const simdRollingMedian = kernel && simdForm(kernel)

function simdForm({ memory, put, take, call }: Kernel) {
  return (values: Float64Array, { window, from }: Pick<RollingSpan, 'window' | 'from'>): Float64Array => {
    const result = new Float64Array(Math.max(0, values.length - from))
    // The kernel may read and write two windows beyond the ends.
    const medians = (CHUNK + 3 * window + PADDING) * VALUE
    const work = medians + (CHUNK + 2 * window + PADDING) * VALUE
    const end = work + WORK * (window + PADDING) * VALUE
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      memory(end)
      put(0, values, from + done - window + 1, rows + window - 1)
      if (window === 5) call('five', 0, medians, rows)
      else call('slide', 0, medians, work, rows, window)
      take(medians, result, done, rows)
    }
    return result
  }
}
