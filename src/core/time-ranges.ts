import { intersect, type TimeRange } from './time.js'

/** All minutes that any of the ranges covers, as ranges in order that do not touch each other. Empty ranges are left out. */
export function unionRanges(ranges: readonly TimeRange[]): TimeRange[] {
  const sorted = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const union: TimeRange[] = []
  for (const { from, to } of sorted) {
    const last = union.at(-1)
    if (last && from <= last.to) union[union.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else union.push({ from, to })
  }
  return union
}

/** The minutes that both lists cover, as `unionRanges` has them. */
export function intersectRanges(a: readonly TimeRange[], b: readonly TimeRange[]): TimeRange[] {
  return unionRanges(a.flatMap((one) => b.flatMap((other) => intersect(one, other) ?? [])))
}

/** The minutes that `ranges` cover and `removed` do not, as `unionRanges` has them. */
export function subtractRanges(ranges: readonly TimeRange[], removed: readonly TimeRange[]): TimeRange[] {
  const holes = unionRanges(removed)
  return unionRanges(ranges).flatMap((range) => {
    const left: TimeRange[] = []
    let { from } = range
    for (const hole of holes) {
      if (hole.to <= from || hole.from >= range.to) continue
      left.push({ from, to: hole.from })
      from = hole.to
    }
    return [...left, { from, to: range.to }].filter((one) => one.from < one.to)
  })
}
