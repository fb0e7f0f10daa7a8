import { KERNEL } from './elementwise-wasm.js'
import { loadKernel } from './load-kernel.js'

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 4096
const VALUE = Float64Array.BYTES_PER_ELEMENT
/** Bytes of a column in the kernel's memory, with room for the row that it may write beyond the last. */
const COLUMN = (CHUNK + 2) * VALUE

const kernel = loadKernel(KERNEL)

/**
 * A column made of others row by row, by the function `name` of the elementwise kernel; undefined where the machine has no
 * SIMD. The bits are those of the same operations in a plain loop.
 */
export function simdElementwise(name: string, inputs: readonly Float64Array[], rows: number): Float64Array | undefined {
  if (!kernel) return undefined
  const result = new Float64Array(rows)
  const offsets = inputs.map((_, index) => index * COLUMN)
  const out = inputs.length * COLUMN
  for (let done = 0; done < rows; done += CHUNK) {
    const count = Math.min(CHUNK, rows - done)
    const buffer = kernel.memory(out + COLUMN)
    inputs.forEach((input, index) => {
      new Float64Array(buffer, index * COLUMN, count).set(input.subarray(done, done + count))
    })
    kernel.call(name, ...offsets, out, count)
    result.set(new Float64Array(buffer, out, count), done)
  }
  return result
}
