import { monthName, nextMonthStart } from '../../core/time.js'
import type { LabelledRows } from './label-runs.js'

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
