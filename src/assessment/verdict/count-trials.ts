import type { DailyReturns } from '../statistics/daily-returns.js'
import { effectiveRank } from '../statistics/effective-rank.js'
import { returnMoments } from '../statistics/return-moments.js'
import { MIN_DAYS } from './verdict.js'

/** How many attempts looked at the same days, and how far their Sharpe ratios lie apart. */
export interface TrialCount {
  /** The evaluated one included. */
  readonly raw: number
  readonly effective: number
  readonly fewCommonDays: number
  /** Standard deviation of the ratios a day of those with enough days in common; 0 below two of them. */
  readonly deviation: number
}

/**
 * Counts the trials that share a day with the evaluated returns; each once, however often the same trades were looked at. Those with at least
 * `MIN_DAYS` common days amount to the effective rank of their correlations; every other one counts as one. A trial that misses
 * some of the days correlates by those that it has, so that it counts rather too much than too little. `unmeasured` ones, of which no
 * returns are known, count as one each.
 */
export function countTrials(evaluated: DailyReturns, trials: readonly DailyReturns[], unmeasured = 0): TrialCount {
  const all = distinct([
    evaluated.returns,
    ...trials
      .map((trial) => onDays(trial, evaluated.days))
      .filter((returns) => returns.some((value) => !Number.isNaN(value))),
  ])
  const comparable = all.filter((returns) => commonDays(returns) >= MIN_DAYS)
  const vectors = comparable.flatMap((returns) => unitVector(returns) ?? [])
  // What never varies correlates with nothing.
  const constant = comparable.length - vectors.length
  const few = all.length - comparable.length + unmeasured
  const ratios = comparable.map((returns) => returnMoments(returns.filter((value) => !Number.isNaN(value))).sharpe)
  return {
    raw: all.length + unmeasured,
    effective: Math.max(1, effectiveRank(productsOf(vectors)) + constant + few),
    fewCommonDays: few,
    deviation: ratios.length < 2 ? 0 : returnMoments(Float64Array.from(ratios)).deviation,
  }
}

/** The returns of a trial on these days; NaN where it has none. */
function onDays({ days, returns }: DailyReturns, wanted: Int32Array): Float64Array {
  const found = new Map([...days].map((day, i) => [day, returns[i] ?? 0]))
  return Float64Array.from(wanted, (day) => found.get(day) ?? Number.NaN)
}

function distinct(all: readonly Float64Array[]): Float64Array[] {
  const seen = new Map(all.map((returns) => [returns.join(' '), returns]))
  return [...seen.values()]
}

function commonDays(returns: Float64Array): number {
  return returns.reduce((count, value) => count + Number(!Number.isNaN(value)), 0)
}

/** Returns less their mean and of length 1, with 0 on days without any; undefined where nothing varies. */
function unitVector(returns: Float64Array): Float64Array | undefined {
  const mean = returns.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / commonDays(returns)
  const centred = returns.map((value) => (Number.isNaN(value) ? 0 : value - mean))
  const length = Math.sqrt(dot(centred, centred))
  return length > 0 ? centred.map((value) => value / length) : undefined
}

/**
 * Products of all pairs of vectors; of their components where there are fewer days than trials, which has the same positive
 * eigenvalues.
 */
function productsOf(vectors: readonly Float64Array[]): number[][] {
  const days = vectors[0]?.length ?? 0
  const rows =
    vectors.length <= days
      ? vectors
      : Array.from({ length: days }, (_, day) => Float64Array.from(vectors, (vector) => vector[day] ?? 0))
  return rows.map((a) => rows.map((b) => dot(a, b)))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
