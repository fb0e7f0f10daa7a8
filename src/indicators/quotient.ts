import { simdElementwise } from './elementwise-simd.js'

/** Quotient of two columns of equal length, row by row. */
export function quotient(dividend: Float64Array, divisor: Float64Array): Float64Array {
  return simdElementwise('quotient', [dividend, divisor], dividend.length) ?? plainQuotient(dividend, divisor)
}

function plainQuotient(dividend: Float64Array, divisor: Float64Array): Float64Array {
  const quotients = new Float64Array(dividend.length)
  for (let i = 0; i < quotients.length; i++) quotients[i] = (dividend[i] ?? 0) / (divisor[i] ?? 0)
  return quotients
}

/** Difference of two columns as a share of a third, row by row; all three are of equal length. */
export function shareOf(minuend: Float64Array, subtrahend: Float64Array, whole: Float64Array): Float64Array {
  return (
    simdElementwise('share', [minuend, subtrahend, whole], minuend.length) ?? plainShare(minuend, subtrahend, whole)
  )
}

function plainShare(minuend: Float64Array, subtrahend: Float64Array, whole: Float64Array): Float64Array {
  const shares = new Float64Array(minuend.length)
  for (let i = 0; i < shares.length; i++) shares[i] = ((minuend[i] ?? 0) - (subtrahend[i] ?? 0)) / (whole[i] ?? 0)
  return shares
}
