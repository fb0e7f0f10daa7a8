import { exponentialMean, exponentialMemory, spanWeight } from './exponential-mean.js'

export interface MacdPeriods {
  /** Default 12. */
  readonly fast?: number
  /** Default 26. */
  readonly slow?: number
  /** Default 9. */
  readonly signal?: number
}

export interface Macd {
  /** Fast mean minus slow mean. */
  readonly line: Float64Array
  /** Exponential mean of the line. */
  readonly signal: Float64Array
  /** Line minus signal. */
  readonly histogram: Float64Array
}

/** Rows before the first result that `macd` reads: 402 for 12, 26, 9. */
export function macdHistory({ fast = 12, slow = 26, signal = 9 }: MacdPeriods = {}): number {
  return memory(Math.max(fast, slow)) + memory(signal) - 2
}

/**
 * Moving average convergence divergence: how far a fast exponential mean is from a slow one, in units of the values.
 * @returns one value for each row from `from` on
 */
export function macd(
  values: Float64Array,
  { first, from, ...periods }: MacdPeriods & { readonly first: number; readonly from: number },
): Macd {
  const { fast = 12, slow = 26, signal = 9 } = periods
  const history = macdHistory(periods)
  if (from < history) throw new RangeError(`the convergence divergence begins at row ${history}, not ${from}`)
  const begin = from - memory(signal) + 1
  const slowMean = exponentialMean(values, { first, from: begin }, spanWeight(slow))
  const line = exponentialMean(values, { first, from: begin }, spanWeight(fast))
  for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) - (slowMean[i] ?? 0)
  const smooth = exponentialMean(line, { first: first + begin, from: memory(signal) - 1 }, spanWeight(signal))
  const current = line.slice(memory(signal) - 1)
  return { line: current, signal: smooth, histogram: current.map((value, i) => value - (smooth[i] ?? 0)) }
}

function memory(span: number): number {
  return exponentialMemory(spanWeight(span))
}
