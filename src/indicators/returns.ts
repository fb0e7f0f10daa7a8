import type { RollingSpan } from './rolling-span.js'

/**
 * Change over `window` rows, relative to where it began: 0.01 for a rise of one per cent. Reads `window` rows before each.
 * @returns one value for each row from `from` on
 */
export function simpleReturn(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
): Float64Array {
  requireBefore(from, window)
  const before = values.subarray(from - window)
  return values.slice(from).map((now, row) => (now - (before[row] ?? 0)) / (before[row] ?? 0))
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
