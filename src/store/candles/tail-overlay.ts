import type { Candles } from '../../core/candles.js'
import { candlesToFrame } from '../../core/candles.js'
import { columnOf, float64ColumnOf, makeFrame, uint8ColumnOf, type Column, type Frame } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'
import { fillGap, findMarkedRuns } from './fill-gaps.js'

/** Reads columns of the months over a grid; what lies behind the last month is filled. */
export type ReadMonths = (grid: Grid, names: readonly string[]) => Promise<Frame>

/**
 * The columns over `grid` as they are once the tail lies over the months. `firstStored` is the ordinal of the first candle
 * of the months; minutes of the tail before it are ignored.
 */
export async function overlayTail(
  readMonths: ReadMonths,
  grid: Grid,
  names: readonly string[],
  tail: Candles,
  firstStored: number,
): Promise<Frame> {
  // Fills after a minute of the tail carry its close, so its columns are read from the tail's beginning on.
  const first = Math.max(firstStored, Math.min(grid.first, tail.grid.first))
  const wide = { ...grid, first, rows: grid.first + grid.rows - first }
  const frame = await readMonths(wide, [...new Set([...names, 'close', 'filled'])])
  layOver(tail, frame)
  fillAgain(frame, Math.max(0, tail.grid.first - first))
  const columns = names.map((name): [string, Column] => [name, columnOf(frame, name).subarray(grid.first - first)])
  return makeFrame(grid, columns)
}

function layOver(tail: Candles, { grid, columns }: Frame): void {
  const shift = tail.grid.first - grid.first
  const from = Math.max(0, -shift)
  const to = Math.min(tail.grid.rows, grid.rows - shift)
  for (const [name, source] of candlesToFrame(tail).columns) {
    const target = columns.get(name)
    if (!target) continue
    for (let row = from; row < to; row++) {
      if (tail.filled[row] === 0) target[row + shift] = source[row] ?? Number.NaN
    }
  }
}

/** Fills again what is marked from row `start` on: a close before it may have changed, or have come. */
function fillAgain(frame: Frame, start: number): void {
  const close = float64ColumnOf(frame, 'close')
  for (const [from, to] of findMarkedRuns(uint8ColumnOf(frame, 'filled').subarray(start))) {
    const previous = close[start + from - 1] ?? Number.NaN
    for (const [name, values] of frame.columns) fillGap(name, values, start + from, start + to, previous)
  }
}
