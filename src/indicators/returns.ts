import { simdElementwise } from './elementwise-simd.js'
import type { RollingSpan } from './rolling-span.js'

/**
 * Change over `window` rows, relative to where it began: 0.01 for a rise of one per cent. Reads `window` rows before each.
 * @returns one value for each row from `from` on
 */
export function simpleReturn(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
): Float64Array {
  requireChange(window, from)
  const [before, now] = [values.subarray(from - window), values.subarray(from)]
  const out = new Float64Array(Math.max(0, values.length - from))
  return simdElementwise('change', [before, now], out) ?? plainChange(before, now, out)
}

function plainChange(before: Float64Array, now: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = ((now[i] ?? 0) - (before[i] ?? 0)) / (before[i] ?? 0)
  return out
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

/** A change over no rows is none, and one over less than that would look ahead. */
function requireChange(window: number, from: number): void {
  if (!Number.isInteger(window) || window < 1) throw new RangeError(`a change over ${window} rows: expected 1 or more`)
  if (from < window) throw new RangeError(`row ${from} has no ${window} rows before it`)
}
