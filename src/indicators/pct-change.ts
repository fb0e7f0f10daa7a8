import { simdElementwise } from './elementwise.js'
import type { PeriodSpan } from './rolling-span.js'

/**
 * Change over `period` rows, relative to where it began: 0.01 for a rise of one per cent. Reads `period` rows before each.
 * @returns one value for each row from `from` on
 */
export function pctChange(values: Float64Array, { period, from }: Pick<PeriodSpan, 'period' | 'from'>): Float64Array {
  requireChange(period, from)
  const [before, now] = [values.subarray(from - period), values.subarray(from)]
  const out = new Float64Array(Math.max(0, values.length - from))
  return simdElementwise('change', [before, now], out) ?? plainChange(before, now, out)
}

function plainChange(before: Float64Array, now: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = ((now[i] ?? 0) - (before[i] ?? 0)) / (before[i] ?? 0)
  return out
}

/**
 * Natural logarithm of the quotient of a value and the one `period` rows before: log returns of successive spans add up.
 * @returns one value for each row from `from` on
 */
export function logReturn(values: Float64Array, span: Pick<PeriodSpan, 'period' | 'from'>): Float64Array {
  const changes = pctChange(values, span)
  for (let i = 0; i < changes.length; i++) changes[i] = Math.log1p(changes[i] ?? 0)
  return changes
}

/** A change over no rows is none, and one over less than that would look ahead. */
function requireChange(period: number, from: number): void {
  if (!Number.isInteger(period) || period < 1) throw new RangeError(`a change over ${period} rows: expected 1 or more`)
  if (from < period) throw new RangeError(`row ${from} has no ${period} rows before it`)
}
