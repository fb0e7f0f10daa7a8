import type { Rng } from '../../core/rng.js'

/**
 * At most `most` of the positions 0 … rows − 1, ascending: one chosen by chance from each of `most` equal spans. So every
 * part of the time has its share, and no rhythm of the hours is met or missed.
 */
export function sampleEvenly(rows: number, maxRows: number, rng: Rng): Int32Array {
  if (rows <= maxRows) return Int32Array.from({ length: rows }, (_, i) => i)
  return Int32Array.from({ length: maxRows }, (_, i) => {
    const from = Math.floor((i * rows) / maxRows)
    return from + rng.below(Math.floor(((i + 1) * rows) / maxRows) - from)
  })
}
