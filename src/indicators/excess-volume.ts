import { simdElementwise } from './elementwise-simd.js'

/** How much each volume is above a mean of volumes, as a share of it; `least` stands in for a mean of zero. */
export function excessVolume(volume: Float64Array, means: Float64Array, least: number): Float64Array {
  const out = new Float64Array(means.length)
  return simdElementwise('excess', [volume, means], out, least) ?? plainExcessVolume(volume, means, least)
}

/** `excessVolume` row by row: what its fast form is held against. */
export function plainExcessVolume(volume: Float64Array, means: Float64Array, least: number): Float64Array {
  return means.map((mean, row) => {
    const from = mean === 0 ? least : mean
    return ((volume[row] ?? 0) - from) / from
  })
}
