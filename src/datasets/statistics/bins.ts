import { quantile } from './quantile.js'

/**
 * Borders between bins that hold about equally many of the sorted values, strictly ascending: bin i has the values above
 * border i − 1 up to and including border i. Values that come often make fewer bins; a constant column has one.
 */
export function quantileBinEdges(sorted: Float32Array, bins: number): Float64Array {
  const borders: number[] = []
  const highest = sorted.at(-1) ?? 0
  for (let bin = 1; bin < bins && sorted.length > 0; bin++) {
    const border = quantile(sorted, bin / bins)
    if (border < highest && border > (borders.at(-1) ?? -Infinity)) borders.push(border)
  }
  return Float64Array.from(borders)
}

/** How many of the sorted values lie in each bin; one count more than there are borders. */
export function countBins(sorted: Float32Array, borders: Float64Array): number[] {
  const ends = [...Array.from(borders, (border) => endOf(sorted, border)), sorted.length]
  return ends.map((end, bin) => end - (ends[bin - 1] ?? 0))
}

/** The bin of each value; one that is not finite has a bin of its own after all others, as many as there are borders + 1. */
export function assignBins(values: Float32Array, borders: Float64Array): Uint8Array {
  const bins = new Uint8Array(values.length)
  values.forEach((value, row) => {
    bins[row] = Number.isFinite(value) ? binOf(value, borders) : borders.length + 1
  })
  return bins
}

function binOf(value: number, borders: Float64Array): number {
  let bin = 0
  while (bin < borders.length && value > (borders[bin] ?? Infinity)) bin++
  return bin
}

/** Number of sorted values that are not above `limit`. */
function endOf(sorted: Float32Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

/** Counts in bins of equal width from `low` to `high`; what lies outside is in the first or the last one. */
export function histogram(sorted: Float32Array, low: number, high: number, bins: number): number[] {
  const borders = Float64Array.from({ length: bins - 1 }, (_, i) => low + ((high - low) * (i + 1)) / bins)
  return countBins(sorted, borders)
}
