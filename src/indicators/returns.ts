import { simdElementwise, type Floats } from './elementwise-simd.js'
import type { RollingSpan } from './rolling-span.js'

/**
 * Change over `window` rows, relative to where it began: 0.01 for a rise of one per cent. Reads `window` rows before each.
 * @returns one value for each row from `from` on
 */
export function simpleReturn(values: Float64Array, span: Pick<RollingSpan, 'window' | 'from'>): Float64Array {
  return writeSimpleReturn(values, span, new Float64Array(Math.max(0, values.length - span.from)))
}

/** Like `simpleReturn`, into a column of the caller's, which is returned. */
export function writeSimpleReturn<Out extends Floats>(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  out: Out,
): Out {
  requireBefore(from, window)
  const [before, now] = [values.subarray(from - window), values.subarray(from)]
  return simdElementwise('change', [before, now], out) ?? plainChange(before, now, out)
}

function plainChange<Out extends Floats>(before: Float64Array, now: Float64Array, out: Out): Out {
  for (let i = 0; i < out.length; i++) out[i] = ((now[i] ?? 0) - (before[i] ?? 0)) / (before[i] ?? 0)
  return out
}

/**
 * `simpleReturn` times a column that has a value for each row from `from` on, in single precision. WebAssembly SIMD and the
 * plain loop give the same bits.
 */
export function changeTimes(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  factor: Float64Array,
): Float32Array {
  requireBefore(from, window)
  const out = new Float32Array(factor.length)
  const [before, now] = [values.subarray(from - window), values.subarray(from)]
  return (
    simdElementwise('changeTimes', [before, now, factor], out) ??
    plainChange(before, now, new Float64Array(out.length)).reduce((column, change, row) => {
      column[row] = change * (factor[row] ?? 0)
      return column
    }, out)
  )
}

/**
 * Natural logarithm of the quotient of a value and the one `window` rows before: log returns of successive spans add up.
 * @returns one value for each row from `from` on
 */
export function logReturn(values: Float64Array, span: Pick<RollingSpan, 'window' | 'from'>): Float64Array {
  const changes = simpleReturn(values, span)
  for (let i = 0; i < changes.length; i++) changes[i] = Math.log1p(changes[i] ?? 0)
  return changes
}

function requireBefore(from: number, rows: number): void {
  if (from < rows) throw new RangeError(`row ${from} has no ${rows} rows before it`)
}
