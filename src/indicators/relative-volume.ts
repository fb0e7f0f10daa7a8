/** Quotient of a short and a long average of volume, row by row; `otherwise` where the long one is zero. */
export function relativeVolume(short: Float64Array, long: Float64Array, otherwise: number): Float64Array {
  const quotients = new Float64Array(short.length)
  for (let row = 0; row < quotients.length; row++) {
    const base = long[row] ?? 0
    quotients[row] = base === 0 ? otherwise : (short[row] ?? 0) / base
  }
  return quotients
}
