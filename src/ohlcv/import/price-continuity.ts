import type { Candles } from '../../core/candles.js'

/** Fewer pairs of minutes say nothing. */
const MIN_PAIRS = 10
/** A week of them says enough. */
const MAX_PAIRS = 10_080

/**
 * What looks wrong with the prices of a file. A market goes on where it was: an open is close to the close of the minute before.
 * Where most opens are further from it than their candle is high, or the close of a minute goes on at the open of the minute
 * before, the columns are likely to be swapped.
 */
export function remarksOnPrices({ open, high, low, close, filled, grid }: Candles): string[] {
  let [pairs, jumps, forward, backward] = [0, 0, 0, 0]
  for (let row = 1; row < grid.rows && pairs < MAX_PAIRS; row++) {
    const range = (high[row] ?? 0) - (low[row] ?? 0)
    // A minute with a single price says nothing about which is which.
    if (filled[row] === 1 || filled[row - 1] === 1 || range === 0) continue
    const ahead = Math.abs((open[row] ?? 0) - (close[row - 1] ?? 0))
    pairs++
    if (ahead > range) jumps++
    forward += ahead
    backward += Math.abs((close[row] ?? 0) - (open[row - 1] ?? 0))
  }
  if (pairs < MIN_PAIRS) return []
  const share = Math.round((100 * jumps) / pairs)
  if (2 * jumps > pairs) {
    return [
      `in ${share} % of its minutes the open differs from the close before by more than the candle's range: its columns may be swapped; say which is which with {columns}`,
    ]
  }
  if (2 * backward >= forward) return []
  return [
    'its opens go on where the opens before ended: open and close may be swapped; say which is which with {columns}',
  ]
}
