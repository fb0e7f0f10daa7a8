import type { ScoredSeries } from '../scored-series.js'
import { monthName, nextMonthStart } from '../../core/time.js'

/** How the rows of one class lie in time. */
export interface ClassRuns {
  readonly rows: number
  /** Runs of successive rows with this label; a run ends with its contiguous range. */
  readonly events: number
  /** Most rows of which no two labels read the same minute from their own on: what there is of independent evidence. */
  readonly separate: number
  /** Rows in a run; 0 without runs. */
  readonly mean: number
  readonly median: number
  readonly longest: number
  /** Number of runs by their rows: 1, 2–3, 4–7, 8–15, … */
  readonly lengths: readonly number[]
}

/** Labels over contiguous ranges. */
export type LabelledRows = Pick<ScoredSeries, 'target' | 'ranges' | 'time'>

/**
 * The runs of each class. `reach` is how long after its row, in ms, a label reads minutes: labels further apart than that
 * share none of what they are decided by. What lies before a row is known, and no evidence.
 */
export function measureLabelRuns(series: readonly LabelledRows[], classes: number, reach: number): ClassRuns[] {
  const lengths = Array.from({ length: classes }, (): number[] => [])
  for (const one of series) collectRuns(one, lengths)
  return lengths.map((runs, label) => {
    const separate = series.reduce((sum, one) => sum + separateRows(one, label, reach), 0)
    return { ...figuresOf(runs), separate }
  })
}

function collectRuns({ target, ranges }: LabelledRows, lengths: readonly number[][]): void {
  for (const { from, to } of ranges) {
    let start = from
    for (let row = from + 1; row <= to; row++) {
      if (row < to && target[row] === target[start]) continue
      lengths[target[start] ?? 0]?.push(row - start)
      start = row
    }
  }
}

/** The earliest row, then always the earliest one that shares no minute with the row before: no choice has more. */
function separateRows({ target, time }: LabelledRows, label: number, reach: number): number {
  let count = 0
  let last = -Infinity
  target.forEach((value, row) => {
    const now = time[row] ?? 0
    if (value !== label || now - last <= reach) return
    count++
    last = now
  })
  return count
}

function figuresOf(runs: number[]): Omit<ClassRuns, 'separate'> {
  const rows = runs.reduce((sum, length) => sum + length, 0)
  const sorted = runs.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  const lengths: number[] = []
  for (const length of runs) {
    const bin = Math.floor(Math.log2(length))
    while (lengths.length <= bin) lengths.push(0)
    lengths[bin] = (lengths[bin] ?? 0) + 1
  }
  return {
    rows,
    events: runs.length,
    mean: runs.length > 0 ? rows / runs.length : 0,
    median,
    longest: sorted.at(-1) ?? 0,
    lengths,
  }
}

/** Rows of each class by UTC month, in the order of time. */
export function countMonthlyLabels(
  { time, target }: LabelledRows,
  classes: number,
): { readonly month: string; readonly counts: readonly number[] }[] {
  const months: { month: string; counts: number[] }[] = []
  let end = -Infinity
  time.forEach((now, row) => {
    if (now >= end) {
      months.push({ month: monthName(now), counts: Array.from({ length: classes }, () => 0) })
      end = nextMonthStart(now)
    }
    const counts = months.at(-1)?.counts ?? []
    const label = target[row] ?? 0
    counts[label] = (counts[label] ?? 0) + 1
  })
  return months
}
