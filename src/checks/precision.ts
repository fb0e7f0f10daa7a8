import type { Check, Remark } from './check.js'
import { countFinalRows } from './subject.js'

/** A change from one minute to the next should be at least this many steps of float32 … */
const GOOD = 32
/** … and one of at most this many is mostly rounding. */
const LOST = 2

/**
 * Columns are stored as float32: seven digits. Where a value lies far from zero and changes by little, as a raw cumulative
 * volume does, most of its information is rounded away.
 */
export const precisionCheck: Check = {
  name: 'precision',
  on: ['moving'],
  run({ subject, sample, whole }) {
    const rows = countFinalRows(subject, sample.candles)
    const remarks: Remark[] = []
    for (const [column, values] of whole.columns) {
      if (!(values instanceof Float32Array)) continue
      const steps = typicalSteps(values.subarray(0, rows))
      if (steps === undefined || steps >= GOOD) continue
      const text = `changes by about ${steps.toPrecision(2)} steps of float32 a minute: subtract its level, or divide by it`
      remarks.push({ severity: steps <= LOST ? 'failure' : 'note', text, column })
    }
    return remarks
  },
}

/** The median change that is not zero, in units of the float32 step at the column's level; undefined where nothing changes. */
function typicalSteps(values: Float32Array): number | undefined {
  let level = 0
  const changes: number[] = []
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0
    // Values that are not finite belong to another check.
    if (!Number.isFinite(value)) continue
    level = Math.max(level, Math.abs(value))
    const change = row > 0 ? Math.abs(value - (values[row - 1] ?? 0)) : 0
    if (change > 0) changes.push(change)
  }
  const median = changes.sort((a, b) => a - b)[Math.floor(changes.length / 2)]
  return median === undefined ? undefined : median / float32Step(level)
}

/** Distance of a float32 number to the next larger one. */
function float32Step(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(value, 2 ** -126))) - 23)
}
