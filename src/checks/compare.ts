import type { Column, Frame } from '../core/frame.js'
import { timeAt } from '../core/grid.js'
import type { Place } from './finding.js'

/**
 * The earliest of `rows` rows (default: all of `part`) that is not the same bits in both, and its first such column; rows are
 * matched by their minute, counted from the first of `part`. NaN equals NaN. A column that is not in both differs at once.
 */
export function findFirstDifference(whole: Frame, part: Frame, rows = part.grid.rows): Place | undefined {
  const shift = part.grid.first - whole.grid.first
  let found: { row: number; column: string } | undefined
  for (const [column, values] of part.columns) {
    const row = differingRow(whole.columns.get(column), values, shift, Math.min(rows, found?.row ?? rows))
    if (row !== undefined) found = { row, column }
  }
  return found && { column: found.column, time: timeAt(part.grid, found.row) }
}

function differingRow(whole: Column | undefined, part: Column, shift: number, rows: number): number | undefined {
  if (!whole) return rows > 0 ? 0 : undefined
  for (let row = 0; row < rows; row++) if (!Object.is(whole[row + shift], part[row])) return row
  return undefined
}

/** The row of one minute as a frame of its own; throws RangeError where the frame does not have it. */
export function rowAtMinute(frame: Frame, ordinal: number): Frame {
  const row = ordinal - frame.grid.first
  if (row < 0 || row >= frame.grid.rows) throw new RangeError(`a frame without the minute ${ordinal}`)
  return {
    grid: { ...frame.grid, first: ordinal, rows: 1 },
    columns: new Map([...frame.columns].map(([name, values]) => [name, values.subarray(row, row + 1)])),
  }
}

/** Another memory with the same values. */
export function copyFrame({ grid, columns }: Frame): Frame {
  return { grid, columns: new Map([...columns].map(([name, values]) => [name, values.slice()] as const)) }
}
