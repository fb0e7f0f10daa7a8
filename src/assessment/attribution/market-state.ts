import type { LabelledSeries } from '../scored-series.js'

/** What the market did up to each row; NaN where too few minutes of its range are before it. */
export interface MarketState {
  /** Root of the mean squared logarithmic return a minute. */
  readonly volatility: Float64Array
  /** Logarithmic return over the whole time. */
  readonly trend: Float64Array
}

/** Minutes that a state looks back on, at most and at least. */
export const STATE_MINUTES = 1440
const MIN_MINUTES = 60

/** Of the day before each row, or as much of it as there is in the row's range, an hour at least. */
export function marketState({ ranges, close }: Pick<LabelledSeries, 'ranges' | 'close'>): MarketState {
  const volatility = new Float64Array(close.length).fill(Number.NaN)
  const trend = new Float64Array(close.length).fill(Number.NaN)
  const logs = close.map(Math.log)
  for (const { from, to } of ranges) {
    // Sums from the first row of the range on, so that each window is the difference of two.
    const squares = new Float64Array(to - from)
    for (let row = from + 1; row < to; row++) {
      squares[row - from] = (squares[row - 1 - from] ?? 0) + ((logs[row] ?? 0) - (logs[row - 1] ?? 0)) ** 2
    }
    for (let row = from + MIN_MINUTES; row < to; row++) {
      const minutes = Math.min(STATE_MINUTES, row - from)
      const sum = (squares[row - from] ?? 0) - (squares[row - minutes - from] ?? 0)
      volatility[row] = Math.sqrt(Math.max(0, sum) / minutes)
      trend[row] = (logs[row] ?? 0) - (logs[row - minutes] ?? 0)
    }
  }
  return { volatility, trend }
}
