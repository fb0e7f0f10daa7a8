import type { LaggedValues } from '../../features/expand-values.js'

/**
 * Position of the first value that is not a finite number, −1 where all are. A number minus itself is 0, except for NaN and the
 * infinities: one sum decides in nearly all cases.
 */
export function indexOfNonFinite(values: Float32Array | Float64Array): number {
  // Two sums over four values at a time: no addition waits for the one before, and no iterator is asked for each value.
  let even = 0
  let odd = 0
  const whole = values.length & ~3
  for (let i = 0; i < whole; i += 4) {
    const a = values[i] ?? 0
    const b = values[i + 1] ?? 0
    const c = values[i + 2] ?? 0
    const d = values[i + 3] ?? 0
    even += a - a + (b - b)
    odd += c - c + (d - d)
  }
  for (let i = whole; i < values.length; i++) even += (values[i] ?? 0) - (values[i] ?? 0)
  return even + odd === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
}

/**
 * Does what `indexOfNonFinite` does for rows that were expanded from lagged columns into `out`. A column holds each value once, its
 * rows once for every lag: where the columns are finite all over what the rows read, nothing else is looked at.
 */
export function indexOfNonFiniteRow(sources: readonly LaggedValues[], rows: Int32Array, out: Float32Array): number {
  return areFinite(readParts(sources, rows), out.length) ? -1 : indexOfNonFinite(out)
}

/** Lists what all rows read of each column, and what lies between. */
function readParts(sources: readonly LaggedValues[], rows: Int32Array): Float32Array[] {
  let first = Number.POSITIVE_INFINITY
  let last = -1
  for (const row of rows) {
    if (row < first) first = row
    if (row > last) last = row
  }
  const spans = new Map<Float32Array, number>()
  for (const { values, offset } of sources) spans.set(values, Math.max(offset, spans.get(values) ?? 0))
  return last < 0 ? [] : [...spans].map(([values, span]) => values.subarray(Math.max(0, first - span), last + 1))
}

/** Whether all values are finite; false without a look where they are more than `max`. */
function areFinite(parts: readonly Float32Array[], max: number): boolean {
  const count = parts.reduce((sum, { length }) => sum + length, 0)
  return count <= max && parts.every((values) => indexOfNonFinite(values) < 0)
}
