import { uninitializedFloat32 } from '../runtime/buffers.js'
import { loadKernel, type Kernel } from './load-kernel.js'
import type { MedianRatio } from './median-ratio.js'
import { KERNEL } from './rolling-median-wasm.js'

/** Rows that go through the kernel at once. */
const CHUNK = 4096
/** Numbers that the kernel works with, for each row of a window, and rows of a window that it takes more. */
const WORK = 24
const PADDING = 16
const VALUE = Float64Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `medianRatio` by WebAssembly SIMD; undefined where the machine has none. */
export const simdMedianRatio = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (values: Float64Array, { window, from, otherwise }: MedianRatio): Float32Array => {
    const result = uninitializedFloat32(Math.max(0, values.length - from))
    // The kernel may read and write four windows and some rows beyond the ends.
    const room = (CHUNK + 5 * window + 2 * PADDING) * VALUE
    const work = 2 * room
    memory(work + WORK * (window + PADDING) * VALUE + room)
    for (let done = 0; done < result.length; done += CHUNK) {
      const rows = Math.min(CHUNK, result.length - done)
      put(0, values, from + done - window + 1, rows + window - 1)
      call('ratioOfFive', 0, room, work, rows, window, otherwise)
      takeSingles(room, result, done, rows)
    }
    return result
  }
}
