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

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
