import { simdElementwise } from './elementwise-simd.js'
import type { Floats } from './floats.js'

/** Writes the quotient of two columns, row by row, and returns it. */
export function quotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  return simdElementwise('quotient', [dividend, divisor], out) ?? plainQuotient(dividend, divisor, out)
}

function plainQuotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  for (let i = 0; i < out.length; i++) out[i] = (dividend[i] ?? 0) / (divisor[i] ?? 0)
  return out
}
