import { uninitializedFloat32 } from '../runtime/buffers.js'
import { writeRelativeVolume } from './relative-volume.js'
import { writeRollingMean } from './rolling-mean.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'
import { createWorkArray } from './work-array.js'

export interface MeanRatioOptions extends Pick<RollingSpan, 'first' | 'from'> {
  /** Rows of the two windows, which end at the same row. */
  readonly short: number
  readonly long: number
  /** Stands in for a quotient by zero. */
  readonly fillValue: number
}

/** At least so many rows are computed at once, in whole blocks of the long window: the means stay in the processor's cache until they are divided. */
const CHUNK = 4096
const [dividends, divisors] = [createWorkArray(), createWorkArray()]

/**
 * Mean of a short window over that of a long one, as `relativeVolume` gives it of two `rollingMean`.
 * @returns one value for each row from `from` on
 */
export function meanRatio(
  values: Float64Array,
  { first, from, short, long, fillValue }: MeanRatioOptions,
): Float32Array {
  const ratios = uninitializedFloat32(Math.max(0, values.length - from))
  const chunk = Math.ceil(CHUNK / long) * long
  let border = firstBorder({ first, window: long, from })
  for (let begin = from, end = 0; begin < values.length; begin = border = end) {
    end = Math.min(values.length, border + chunk)
    const part = values.subarray(0, end)
    const dividend = writeRollingMean(part, { first, window: short, from: begin }, dividends(end - begin))
    const divisor = writeRollingMean(part, { first, window: long, from: begin }, divisors(end - begin))
    writeRelativeVolume(dividend, divisor, fillValue, ratios.subarray(begin - from, end - from))
  }
  return ratios
}
