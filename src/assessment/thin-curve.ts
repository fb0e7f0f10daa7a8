/**
 * Rows of a curve that still show its course: of each of at most `buckets` stretches the first, the lowest, the highest and
 * the last one, ascending. Curves of at most four times as many rows are left whole.
 */
export function thinCurve(values: ArrayLike<number>, buckets: number): number[] {
  const { length } = values
  if (length <= 4 * buckets) return Array.from({ length }, (_, row) => row)
  const kept = new Set<number>()
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets)
    const to = Math.floor(((bucket + 1) * length) / buckets)
    let [lowest, highest] = [from, from]
    for (let row = from; row < to; row++) {
      if ((values[row] ?? 0) < (values[lowest] ?? 0)) lowest = row
      if ((values[row] ?? 0) > (values[highest] ?? 0)) highest = row
    }
    kept
      .add(from)
      .add(lowest)
      .add(highest)
      .add(to - 1)
  }
  return [...kept].sort((a, b) => a - b)
}
