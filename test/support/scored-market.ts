import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'

export interface ScoredMarketOptions {
  readonly base?: string
  readonly days: number
  readonly seed: number
  /** Rows a day; default 96. */
  readonly rows?: number
  /** Standard deviation of a row's log return, and its mean. */
  readonly volatility?: number
  readonly drift?: number
  /** Share of the next rows' returns that the scores know: 0 for none. */
  readonly edge?: number
  readonly from?: number
}

/** A random walk of minutes with scores that follow it by chance, or know a share of what comes. One range a day, `rows` minutes long. */
export function scoredMarket(options: ScoredMarketOptions): ScoredSeries {
  const { base = 'a', days, seed, rows = 96, volatility = 0.002, drift = 0, edge = 0 } = options
  const from = options.from ?? Date.UTC(2024, 0, 1)
  const length = days * rows
  const rng = createRng(seed, 0x3a)
  const returns = Float64Array.from({ length: length + 1 }, () => drift + volatility * rng.normal())
  const close = new Float64Array(length)
  let price = 100
  const [hold, buy, sell] = [new Float32Array(length), new Float32Array(length), new Float32Array(length)]
  let state = 0
  for (let row = 0; row < length; row++) {
    price *= Math.exp(returns[row] ?? 0)
    close[row] = price
    state = 0.9 * state + 0.4 * rng.normal() + (edge * (returns[row + 1] ?? 0)) / volatility
    const up = Math.exp(2 * state)
    const down = Math.exp(-2 * state)
    hold[row] = 1 / (1 + up + down)
    buy[row] = up / (1 + up + down)
    sell[row] = down / (1 + up + down)
  }
  const time = Float64Array.from(close, (_, row) => from + (Math.floor(row / rows) * 1440 + (row % rows)) * MINUTE)
  const ranges =
    rows === 1440
      ? [{ from: 0, to: length }]
      : Array.from({ length: days }, (_, day) => ({ from: day * rows, to: (day + 1) * rows }))
  return { base, ranges, time, close, target: new Uint8Array(length), hold, buy, sell }
}
