/**
 * Rows of a curve that still show its course, ascending, at most `points` of them (at least 4): it is cut into equal parts, and
 * of each the lowest and the highest value stay; the first and the last row stay too. Of a shorter curve all rows stay.
 */
export function downsampleMinMax(values: ArrayLike<number>, points: number): number[] {
  const { length } = values
  if (length <= points) return Array.from({ length }, (_, row) => row)
  const parts = Math.max(1, Math.floor((points - 2) / 2))
  const kept = new Set([0, length - 1])
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * length) / parts)
    const to = Math.floor(((part + 1) * length) / parts)
    let [lowest, highest] = [from, from]
    for (let row = from; row < to; row++) {
      if ((values[row] ?? 0) < (values[lowest] ?? 0)) lowest = row
      if ((values[row] ?? 0) > (values[highest] ?? 0)) highest = row
    }
    kept.add(lowest).add(highest)
  }
  return [...kept].sort((a, b) => a - b)
}
