import { createRng } from '../../src/core/rng.js'

/** A market in which past returns and volatility say nothing of the direction of later ones, unless an edge is planted. */
export interface MarketKind {
  /** Mean log return a day. */
  readonly drift: number
  /** Whether volatility clusters (GARCH), so that scores can follow it. */
  readonly clustered: boolean
  /** Standard deviation of the predictable part of a minute's return, as a share of all of it; 0: nothing can be learnt. */
  readonly edge: number
}

export interface SimulatedMarket {
  readonly close: Float64Array
  /** One column a feature, of what is known at the close of each row. */
  readonly features: readonly Float32Array[]
}

const VOLATILITY = 0.0008
const MINUTES_A_DAY = 1440
/** GARCH(1,1): shares of the last shock and of the last variance. */
const SHOCK = 0.08
const MEMORY = 0.915
/** Memory of the planted signal, a minute. */
const SIGNAL_MEMORY = 0.97

/** Simulates so many minutes of one base. */
export function simulateMarket({ drift, clustered, edge }: MarketKind, rows: number, seed: number): SimulatedMarket {
  const rng = createRng(seed, 0x7a)
  const close = new Float64Array(rows)
  const returns = new Float64Array(rows)
  const signal = new Float32Array(rows)
  let variance = 1
  let hidden = 0
  let price = 100
  for (let row = 0; row < rows; row++) {
    const noise = Math.sqrt(variance) * rng.normal()
    returns[row] = drift / MINUTES_A_DAY + VOLATILITY * (edge * hidden + Math.sqrt(1 - edge ** 2) * noise)
    if (clustered) variance = 1 - SHOCK - MEMORY + SHOCK * noise ** 2 + MEMORY * variance
    price *= Math.exp(returns[row] ?? 0)
    close[row] = price
    hidden = SIGNAL_MEMORY * hidden + Math.sqrt(1 - SIGNAL_MEMORY ** 2) * rng.normal()
    // What is planted shows in one column, with as much noise.
    signal[row] = hidden + rng.normal()
  }
  return { close, features: [signal, ...pastFeatures(returns)] }
}

/** Moving means of the returns and of their sizes, over several lengths, in units of their usual size. */
function pastFeatures(returns: Float64Array): Float32Array[] {
  return [10, 60, 360].flatMap((length) => {
    const share = 2 / (length + 1)
    const mean = new Float32Array(returns.length)
    const size = new Float32Array(returns.length)
    let sum = 0
    let squares = 1
    returns.forEach((value, row) => {
      sum += share * (value / VOLATILITY - sum)
      squares += share * ((value / VOLATILITY) ** 2 - squares)
      mean[row] = sum * Math.sqrt(length)
      size[row] = Math.log(squares)
    })
    return [mean, size]
  })
}

/** Classes hold, buy, sell of the return over the next `horizon` rows: beyond one usual deviation either way. */
export function labelRows(close: Float64Array, horizon: number): Uint8Array {
  const bound = 0.8 * VOLATILITY * Math.sqrt(horizon)
  return Uint8Array.from(close, (price, row) => {
    const change = Math.log((close[Math.min(row + horizon, close.length - 1)] ?? price) / price)
    if (change > bound) return 1
    return change < -bound ? 2 : 0
  })
}
