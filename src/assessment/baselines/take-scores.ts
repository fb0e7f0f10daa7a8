import type { ScoredSeries } from '../scored-series.js'

/** The rows of a series with the scores that another has of their minutes; where it has none, hold is certain. */
export function takeScores(series: ScoredSeries, other: ScoredSeries | undefined): ScoredSeries {
  const rows = series.time.length
  const scores = { hold: new Float32Array(rows).fill(1), buy: new Float32Array(rows), sell: new Float32Array(rows) }
  if (!other) return { ...series, ...scores }
  let next = 0
  series.time.forEach((time, row) => {
    while ((other.time[next] ?? Infinity) < time) next++
    if (other.time[next] !== time) return
    scores.hold[row] = other.hold[next] ?? 0
    scores.buy[row] = other.buy[next] ?? 0
    scores.sell[row] = other.sell[next] ?? 0
  })
  return { ...series, ...scores }
}
