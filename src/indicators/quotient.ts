import { simdElementwise, type Floats } from './elementwise-simd.js'

/** Writes the quotient of two columns, row by row, and returns it. */
export function quotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  return simdElementwise('quotient', [dividend, divisor], out) ?? plainQuotient(dividend, divisor, out)
}

function plainQuotient<Out extends Floats>(dividend: Float64Array, divisor: Float64Array, out: Out): Out {
  for (let i = 0; i < out.length; i++) out[i] = (dividend[i] ?? 0) / (divisor[i] ?? 0)
  return out
}

/** Writes the difference of two columns as a share of a third, row by row, and returns it. */
export function shareOf<Out extends Floats>(
  minuend: Float64Array,
  subtrahend: Float64Array,
  whole: Float64Array,
  out: Out,
): Out {
  const inputs = [minuend, subtrahend, whole]
  return simdElementwise('share', inputs, out) ?? plainShare(minuend, subtrahend, whole, out)
}

function plainShare<Out extends Floats>(
  minuend: Float64Array,
  subtrahend: Float64Array,
  whole: Float64Array,
  out: Out,
): Out {
  for (let i = 0; i < out.length; i++) out[i] = ((minuend[i] ?? 0) - (subtrahend[i] ?? 0)) / (whole[i] ?? 0)
  return out
}
