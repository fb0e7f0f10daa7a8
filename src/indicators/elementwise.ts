import { KERNEL } from './elementwise-wasm.js'
import { type Floats, loadKernel } from './load-kernel.js'

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 2048
const VALUE = Float64Array.BYTES_PER_ELEMENT
/** Bytes of a column in the kernel's memory, with room for the row that it may write beyond the last. */
const COLUMN = (CHUNK + 2) * VALUE

const kernel = loadKernel(KERNEL)

/**
 * Writes a column made of others row by row, by the function `name` of the elementwise kernel with the parameters that it has
 * besides, and returns it; undefined, with nothing written, where the machine has no SIMD. The bits are those of the same operations in a plain loop.
 */
export function simdElementwise<Out extends Floats>(
  name: string,
  inputs: readonly Float64Array[],
  out: Out,
  ...parameters: readonly number[]
): Out | undefined {
  if (!kernel) return undefined
  const offsets = inputs.map((_, index) => index * COLUMN)
  const written = inputs.length * COLUMN
  kernel.memory(written + COLUMN)
  for (let done = 0; done < out.length; done += CHUNK) {
    const count = Math.min(CHUNK, out.length - done)
    inputs.forEach((input, index) => kernel.put(index * COLUMN, input, done, count))
    kernel.call(name, ...offsets, written, count, ...parameters)
    kernel.take(written, out, done, count)
  }
  return out
}

/** Writes the quotient of two columns, row by row, and returns it. */
export function quotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  return simdElementwise('quotient', [dividend, divisor], out) ?? plainQuotient(dividend, divisor, out)
}

function plainQuotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  for (let i = 0; i < out.length; i++) out[i] = (dividend[i] ?? 0) / (divisor[i] ?? 0)
  return out
}
