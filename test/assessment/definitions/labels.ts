import { MINUTE } from '../../../src/core/time.js'
import { createRng } from '../../../src/core/rng.js'
import { contiguousRanges, type LabelledSeries } from '../../../src/assessment/scored-series.js'

/** Labels of these minutes with a random walk of closes. */
export function labelledSeries(base: string, minutes: readonly number[], labels: readonly number[]): LabelledSeries {
  const time = Float64Array.from(minutes, (minute) => minute * MINUTE)
  const rng = createRng(minutes.length)
  let close = 100
  return {
    base,
    ranges: contiguousRanges(time, MINUTE),
    time,
    close: time.map(() => (close *= 1 + 0.003 * rng.normal())),
    target: Uint8Array.from(labels),
  }
}
