import type { Grid } from '../core/grid.js'
import { DAY, MINUTE } from '../core/time.js'

/** Row of the last midnight UTC at or before `row`; negative where that lies before the first row. */
export function rowOfDayStart({ first }: Grid, row: number): number {
  const day = DAY / MINUTE
  const ordinal = first + row
  return row - (ordinal - Math.floor(ordinal / day) * day)
}
