import { loadKernel, type Kernel } from './load-kernel.js'
import type { MeanSteps } from './mean-steps.js'
import { KERNEL } from './mean-steps-wasm.js'

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 2048
/** Room after every array, for what the kernel reads and writes beyond its end and never uses. */
const PADDING = 4
const VALUE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `meanSteps` by WebAssembly SIMD; undefined where the machine has none. */
export const simdMeanSteps = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (values: Float64Array, { window, count, from }: MeanSteps, whole: Float64Array): Float32Array[] => {
    const rows = Math.max(0, values.length - from)
    const results = Array.from({ length: count }, () => new Float32Array(rows))
    const reach = (count + 1) * window - 1
    const stride = CHUNK + PADDING
    const wholes = (CHUNK + reach + PADDING) * VALUE
    const work = wholes + (CHUNK + PADDING) * VALUE
    const steps = work + (CHUNK + count * window + PADDING) * VALUE
    const end = steps + count * stride * SINGLE
    for (let done = 0; done < rows; done += CHUNK) {
      const part = Math.min(CHUNK, rows - done)
      memory(end)
      put(0, values, from + done - reach, reach + part)
      put(wholes, whole, done, part)
      call('step', 0, wholes, steps, work, part, window, count, stride)
      results.forEach((result, k) => takeSingles(steps + k * stride * SINGLE, result, done, part))
    }
    return results
  }
}
