import { allocateBars, type Bars } from './bars.js'

/**
 * The buckets `first … first + rows − 1` out of pieces of one interval; buckets that no piece has stay empty. Pieces do not
 * overlap.
 */
export function joinBars(pieces: readonly Bars[], interval: number, first: number, rows: number): Bars {
  const joined = allocateBars(interval, first, rows)
  for (const piece of pieces) {
    if (piece.interval !== interval) throw new RangeError(`a piece has bars of ${piece.interval} ms, not ${interval}`)
    const from = Math.max(first, piece.first)
    const to = Math.min(first + rows, piece.first + piece.rows)
    if (from >= to) continue
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      joined[name].set(piece[name].subarray(from - piece.first, to - piece.first), from - first)
    }
  }
  return joined
}
