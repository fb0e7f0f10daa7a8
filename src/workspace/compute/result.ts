import type { Column, Frame } from '../../core/frame.js'
import { rangeOf } from '../../core/grid.js'
import { isoMinute } from '../../core/time.js'
import type { RowsNearGaps } from './rows-near-gaps.js'

/** A feature set or a target over a stretch of time, lags expanded: lagged columns are views of the memory of one. */
export interface ComputedFrame extends Frame, RowsNearGaps {
  readonly id: string
  readonly version: number
  readonly kind: 'features' | 'targets'
  /** Of a target: what its labels mean, which are in the column `target`. */
  readonly classes?: readonly string[]
  /** The market, or the file, that the candles are of. */
  readonly source: string
  /** For a target: rows that have the first class for want of a label: of history, or because it is not final. */
  readonly unlabelled?: number
  /** The file that was written. */
  readonly out?: string
}

/** Figures of one column; null where every value is missing. */
export interface ColumnSummary {
  readonly name: string
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
  readonly missing: number
}

export interface FrameSummary extends RowsNearGaps {
  readonly source: string
  readonly rows: number
  /** ISO times; `to` is the end of the last row's minute. */
  readonly from: string
  readonly to: string
  readonly columns: readonly ColumnSummary[]
  /** For a target: rows of each class. */
  readonly classes?: Readonly<Record<string, number>>
  readonly unlabelled?: number
}

/** What a frame holds, in figures. */
export function summarizeFrame(frame: ComputedFrame): FrameSummary {
  const { grid, columns, classes, source, unlabelled } = frame
  const { besideOutage, besideNotImported, besideNeededOutage } = frame
  const range = rangeOf(grid)
  const labels = columns.get('target')
  return {
    source,
    rows: grid.rows,
    from: isoMinute(range.from),
    to: isoMinute(range.to),
    columns: [...columns].map(([name, values]) => summarizeColumn(name, values)),
    ...(classes && labels ? { classes: countClasses(labels, classes) } : {}),
    ...(unlabelled === undefined ? {} : { unlabelled }),
    besideOutage,
    besideNotImported,
    besideNeededOutage,
  }
}

/** The figures of a frame as JSON values; its rows are in the file, where the request names one. */
export function computeJson(frame: ComputedFrame): unknown {
  const { id, version, kind, out } = frame
  return { id, version, kind, ...(out === undefined ? {} : { out }), ...summarizeFrame(frame) }
}

function summarizeColumn(name: string, values: Column): ColumnSummary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let missing = 0
  for (const value of values) {
    if (Number.isNaN(value)) {
      missing++
      continue
    }
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  if (missing === values.length) return { name, min: null, mean: null, max: null, missing }
  return { name, min, mean: sum / (values.length - missing), max, missing }
}

function countClasses(labels: Column, classes: readonly string[]): Record<string, number> {
  const counts = classes.map(() => 0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return Object.fromEntries(classes.map((name, label) => [name, counts[label] ?? 0]))
}
