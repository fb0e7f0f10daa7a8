import { countBins } from './quantile-bins.js'

/** Counts in bins of equal width from `low` to `high`; what lies outside is in the first or the last one. */
export function histogram(sorted: Float32Array, low: number, high: number, bins: number): number[] {
  const borders = Float64Array.from({ length: bins - 1 }, (_, i) => low + ((high - low) * (i + 1)) / bins)
  return countBins(sorted, borders)
}
