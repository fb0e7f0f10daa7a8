/** Below this a population is taken for unchanged, from `LARGE_DRIFT` on for another one; in between it has shifted. */
export const MODERATE_DRIFT = 0.1
export const LARGE_DRIFT = 0.25

/** Bins that the expected values are divided into, about equally many in each. */
export const DRIFT_BINS = 10

/** What an empty bin counts as, a share of all: the logarithm of nothing has no value. */
const MIN_SHARE = 1e-4

/**
 * Population stability index: Σ (a − e) · ln(a / e) over the shares of expected and actual values in the same bins. NaN
 * where either has no values.
 */
export function populationStabilityIndex(expected: readonly number[], actual: readonly number[]): number {
  const [expectedTotal, actualTotal] = [sumOf(expected), sumOf(actual)]
  if (expectedTotal === 0 || actualTotal === 0) return Number.NaN
  return expected.reduce((sum, count, bin) => {
    const e = Math.max(MIN_SHARE, count / expectedTotal)
    const a = Math.max(MIN_SHARE, (actual[bin] ?? 0) / actualTotal)
    return sum + (a - e) * Math.log(a / e)
  }, 0)
}

/** How far values moved: an index, or infinite where a column is constant in one of two sets and not so in the other. */
export type Drift = number | 'infinite'

/**
 * The stability index of sorted values, or infinite where one of the sets is constant and the other has other values: bins by
 * quantiles, of which a constant has a single one, would hide that. NaN where either has no values.
 */
export function measureDrift(expected: Float32Array, actual: Float32Array, index: () => number): Drift {
  if (expected.length === 0 || actual.length === 0) return Number.NaN
  const constant = isConstant(expected) || isConstant(actual)
  const isSame = expected[0] === actual[0] && expected.at(-1) === actual.at(-1)
  return constant && !isSame ? 'infinite' : index()
}

/** A single value tells nothing of the others. */
function isConstant(sorted: Float32Array): boolean {
  return sorted.length > 1 && sorted[0] === sorted.at(-1)
}

/** A drift as a number to be compared. */
export function driftNumber(drift: Drift): number {
  return drift === 'infinite' ? Infinity : drift
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
