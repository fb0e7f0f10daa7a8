import { simdElementwise } from './elementwise-simd.js'
import type { Floats } from './floats.js'

/** Quotient of a short and a long average of volume, row by row; `otherwise` where the long one is zero. */
export function relativeVolume(short: Float64Array, long: Float64Array, otherwise: number): Float64Array {
  return writeRelativeVolume(short, long, otherwise, new Float64Array(short.length))
}

/** Like `relativeVolume`, into a column of the caller's, which is returned. */
export function writeRelativeVolume<Out extends Floats>(
  short: Float64Array,
  long: Float64Array,
  otherwise: number,
  out: Out,
): Out {
  return simdElementwise('quotientOr', [short, long], out, otherwise) ?? plain(short, long, otherwise, out)
}

function plain<Out extends Floats>(short: Float64Array, long: Float64Array, otherwise: number, out: Out): Out {
  for (let row = 0; row < out.length; row++) {
    const base = long[row] ?? 0
    out[row] = base === 0 ? otherwise : (short[row] ?? 0) / base
  }
  return out
}
