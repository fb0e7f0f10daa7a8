/**
 * How much each volume is above a mean of volumes, as a share of it; `least` stands in for a mean of zero. `candleChanges` makes
 * it faster.
 */
export function excessVolume(volume: Float64Array, means: Float64Array, least: number): Float64Array {
  return means.map((mean, row) => {
    const from = mean === 0 ? least : mean
    return ((volume[row] ?? 0) - from) / from
  })
}
