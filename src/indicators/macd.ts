import { ema, emaWindow, spanAlpha } from './ema.js'

export interface MacdPeriods {
  /** Default 12. */
  readonly fastPeriod?: number
  /** Default 26. */
  readonly slowPeriod?: number
  /** Default 9. */
  readonly signalPeriod?: number
}

export interface Macd {
  /** Fast mean minus slow mean. */
  readonly macd: Float64Array
  /** Exponential mean of `macd`. */
  readonly signal: Float64Array
  /** `macd` minus `signal`. */
  readonly histogram: Float64Array
}

/** Rows before the first result that `macd` reads: 402 for 12, 26, 9. */
export function macdHistory({ fastPeriod = 12, slowPeriod = 26, signalPeriod = 9 }: MacdPeriods = {}): number {
  return windowOf(Math.max(fastPeriod, slowPeriod)) + windowOf(signalPeriod) - 2
}

/**
 * Moving average convergence divergence (Appel): how far a fast exponential mean is from a slow one, in units of the values.
 * @returns one value for each row from `from` on
 */
export function macd(
  values: Float64Array,
  { first, from, ...periods }: MacdPeriods & { readonly first: number; readonly from: number },
): Macd {
  const { fastPeriod = 12, slowPeriod = 26, signalPeriod = 9 } = periods
  const history = macdHistory(periods)
  if (from < history) throw new RangeError(`the macd begins at row ${history}, not ${from}`)
  const window = windowOf(signalPeriod)
  const begin = from - window + 1
  const slow = ema(values, { first, from: begin, period: slowPeriod })
  const line = ema(values, { first, from: begin, period: fastPeriod })
  for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) - (slow[i] ?? 0)
  const signal = ema(line, { first: first + begin, from: window - 1, period: signalPeriod })
  const current = line.slice(window - 1)
  return { macd: current, signal, histogram: current.map((value, i) => value - (signal[i] ?? 0)) }
}

function windowOf(period: number): number {
  return emaWindow(spanAlpha(period))
}
