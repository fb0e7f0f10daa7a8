/** Quotient of a short and a long average of volume, row by row; `otherwise` where the long one is zero. */
export function relativeVolume(short: Float64Array, long: Float64Array, otherwise: number): Float64Array {
  return short.map((value, row) => {
    const base = long[row] ?? 0
    return base === 0 ? otherwise : value / base
  })
}
