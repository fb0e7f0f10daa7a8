/** A series of values over time, of equal length. */
export interface Series {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/**
 * At most `points` of a series for drawing, at least 4: it is cut into equal parts, and of each the lowest and the highest
 * value stay, in their order; the first and the last value stay too. A shorter series stays as it is.
 */
export function thinSeries({ times, values }: Series, points: number): Series {
  const rows = values.length
  if (rows <= points) return { times, values }
  const parts = Math.max(1, Math.floor((points - 2) / 2))
  const kept = new Set([0])
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * rows) / parts)
    const to = Math.floor(((part + 1) * rows) / parts)
    let low = from
    let high = from
    for (let row = from; row < to; row++) {
      if ((values[row] ?? 0) < (values[low] ?? 0)) low = row
      if ((values[row] ?? 0) > (values[high] ?? 0)) high = row
    }
    for (const row of [Math.min(low, high), Math.max(low, high)]) kept.add(row)
  }
  kept.add(rows - 1)
  const ascending = [...kept].sort((a, b) => a - b)
  return { times: ascending.map((row) => times[row] ?? 0), values: ascending.map((row) => values[row] ?? 0) }
}
