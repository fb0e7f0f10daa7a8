import * as fc from 'fast-check'
import { contiguousRanges, type ScoredSeries } from '../../src/assessment/scored-series.js'
import { MINUTE } from '../../src/core/time.js'

interface Row {
  readonly skip: boolean
  readonly close: number
  readonly target: number
  readonly scores: readonly [number, number, number]
}

/** Scores on a coarse grid of tenths, so that ties and exact hits of thresholds are common. */
const tenth = fc.integer({ min: 0, max: 10 }).map((n) => n / 10)
const row: fc.Arbitrary<Row> = fc.record({
  skip: fc.nat(9).map((n) => n === 0),
  close: fc.integer({ min: 1, max: 400 }).map((n) => n / 4),
  target: fc.nat(2),
  scores: fc.tuple(tenth, tenth, tenth),
})

/** Short series of one base with gaps in time. */
export function randomSeries(base: string): fc.Arbitrary<ScoredSeries> {
  return fc.array(row, { maxLength: 60 }).map((rows) => {
    let minute = 0
    const time = Float64Array.from(rows, (one) => MINUTE * (minute += one.skip ? 7 : 1))
    return {
      base,
      ranges: contiguousRanges(time, MINUTE),
      time,
      close: Float64Array.from(rows, (one) => one.close),
      target: Uint8Array.from(rows, (one) => one.target),
      hold: Float32Array.from(rows, (one) => one.scores[0]),
      buy: Float32Array.from(rows, (one) => one.scores[1]),
      sell: Float32Array.from(rows, (one) => one.scores[2]),
    }
  })
}
