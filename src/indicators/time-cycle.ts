import { timeAt, type Grid } from '../core/grid.js'
import { DAY } from '../core/time.js'

/** Place in a cycle as a point on a circle, so that its end lies beside its beginning. */
export interface CyclePosition {
  readonly sin: Float64Array
  readonly cos: Float64Array
}

/** The epoch began on a Thursday; weeks begin on Monday. */
const FIRST_MONDAY = 4 * DAY

/** Time of day in UTC, midnight at the angle 0, for each row from `from` on. */
export function timeOfDay(grid: Grid, from: number): CyclePosition {
  return cycle(grid, from, 0, DAY)
}

/** Time of the week in UTC, the beginning of Monday at the angle 0, for each row from `from` on. */
export function timeOfWeek(grid: Grid, from: number): CyclePosition {
  return cycle(grid, from, FIRST_MONDAY, 7 * DAY)
}

function cycle(grid: Grid, from: number, start: number, length: number): CyclePosition {
  const rows = Math.max(0, grid.rows - from)
  const position = { sin: new Float64Array(rows), cos: new Float64Array(rows) }
  for (let i = 0; i < rows; i++) {
    // Twice, because the remainder of a time before the start is negative.
    const since = (((timeAt(grid, from + i) - start) % length) + length) % length
    const angle = (2 * Math.PI * since) / length
    position.sin[i] = Math.sin(angle)
    position.cos[i] = Math.cos(angle)
  }
  return position
}
