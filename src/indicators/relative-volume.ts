import { simdElementwise } from './elementwise.js'
import type { Floats } from './load-kernel.js'

/** Quotient of a short and a long average of volume, row by row; `fillValue` where the long one is zero. */
export function relativeVolume(short: Float64Array, long: Float64Array, fillValue: number): Float64Array {
  return writeRelativeVolume(short, long, fillValue, new Float64Array(short.length))
}

/** Like `relativeVolume`, into a column of the caller's, which is returned. */
export function writeRelativeVolume<Out extends Floats>(
  short: Float64Array,
  long: Float64Array,
  fillValue: number,
  out: Out,
): Out {
  return simdElementwise('quotientOr', [short, long], out, fillValue) ?? plain(short, long, fillValue, out)
}

function plain<Out extends Floats>(short: Float64Array, long: Float64Array, fillValue: number, out: Out): Out {
  for (let row = 0; row < out.length; row++) {
    const base = long[row] ?? 0
    out[row] = base === 0 ? fillValue : (short[row] ?? 0) / base
  }
  return out
}
