import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monthlyGains } from '../../src/assessment/equity.js'
import { createReliabilityTally, scoreReliability } from '../../src/assessment/reliability.js'
import { scoreHistograms } from '../../src/assessment/score-histograms.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { randomSeries } from '../support/random-series.js'

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const scoreOf = (series: ScoredSeries, kind: number, row: number): number =>
  [series.hold, series.buy, series.sell][kind]?.[row] ?? Number.NaN

describe('the distribution of scores', () => {
  test('counts each row of a label once a class, in the bin of its score', () => {
    fc.assert(
      fc.property(randomSeries('a'), fc.integer({ min: 1, max: 12 }), (series, bins) => {
        const counts = scoreHistograms([series, series], bins)
        for (const label of [0, 1, 2]) {
          for (const kind of [0, 1, 2]) {
            const plain = Array.from({ length: bins }, () => 0)
            series.target.forEach((target, row) => {
              if (target !== label) return
              const bin = Math.min(bins - 1, Math.floor(scoreOf(series, kind, row) * bins))
              plain[bin] = (plain[bin] ?? 0) + 2
            })
            expect(counts[label]?.[kind]).toEqual(plain)
          }
        }
      }),
    )
  })

  test('leaves out what is not counted', () => {
    fc.assert(
      fc.property(randomSeries('a'), (series) => {
        const counts = scoreHistograms([series], 5, (_, row) => row % 3 === 0)
        const hold = total(counts.map(([first]) => total(first ?? [])))
        expect(hold).toBe(Math.ceil(series.time.length / 3))
      }),
    )
  })
})

describe('reliability', () => {
  const predictions = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
      fc.boolean(),
    ),
    {
      minLength: 1,
      maxLength: 300,
    },
  )

  test('keeps every prediction, in ascending bins with rows enough, and the plain Brier score', () => {
    fc.assert(
      fc.property(predictions, fc.integer({ min: 1, max: 10 }), (all, most) => {
        const tally = createReliabilityTally()
        for (const [predicted, isTrue] of all) tally.add(predicted, isTrue)
        const { bins, brier, error } = tally.result(most)
        expect(bins.length).toBeLessThanOrEqual(most + 1)
        expect(total(bins.map(({ rows }) => rows))).toBe(all.length)
        for (const { rows } of bins.slice(0, -1)) expect(rows).toBeGreaterThanOrEqual(all.length / most)
        expect(bins.map(({ predicted }) => predicted)).toEqual(
          [...bins].map((bin) => bin.predicted).sort((a, b) => a - b),
        )
        expect(total(bins.map(({ observed, rows }) => observed * rows))).toBeCloseTo(
          all.filter(([, hit]) => hit).length,
        )
        expect(total(bins.map(({ predicted, rows }) => predicted * rows))).toBeCloseTo(total(all.map(([one]) => one)))
        expect(brier).toBeCloseTo(total(all.map(([one, hit]) => (one - Number(hit)) ** 2)) / all.length, 10)
        expect(error).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('of what comes true as often as predicted has no error', () => {
    const tally = createReliabilityTally()
    for (let row = 0; row < 1000; row++) tally.add(row < 500 ? 0.2 : 0.8, row % 10 < (row < 500 ? 2 : 8))
    const { bins, error } = tally.result(15)
    expect(bins.map(({ observed }) => observed)).toEqual([0.2, 0.8])
    expect(error).toBeCloseTo(0, 12)
  })

  test('of scores corrected for the classes’ frequencies', () => {
    // The net saw the classes equally often; nine rows of ten are hold.
    const rows = 1000
    const series: ScoredSeries = {
      base: 'a',
      ranges: [{ from: 0, to: rows }],
      time: new Float64Array(rows),
      close: new Float64Array(rows).fill(1),
      target: Uint8Array.from({ length: rows }, (_, row) => (row % 10 === 0 ? 1 : 0)),
      hold: new Float32Array(rows).fill(0.5),
      buy: new Float32Array(rows).fill(0.5),
      sell: new Float32Array(rows),
    }
    const [, buy] = scoreReliability([series], { counts: [900, 100, 0], bins: 10 })
    expect(buy?.scores.error).toBeCloseTo(0.4, 6)
    expect(buy?.probabilities.error).toBeCloseTo(0, 6)
    const [, natural] = scoreReliability([series], { counts: undefined, bins: 10 })
    expect(natural?.probabilities).toEqual(natural?.scores)
    const [, half] = scoreReliability([series], { counts: undefined, bins: 10, isCounted: (_, row) => row < 500 })
    expect(total(half?.scores.bins.map((bin) => bin.rows) ?? [])).toBe(500)
  })
})

const trade = (base: string, sold: string, gain: number): Parameters<typeof monthlyGains>[0][number] => ({
  base,
  sellTime: Date.parse(sold),
  gain,
})

test('gains belong to the month of the sale, base by base', () => {
  const found = monthlyGains([
    trade('b', '2024-02-01T00:00Z', 0.5),
    trade('a', '2024-01-31T23:59Z', 0.25),
    trade('a', '2024-01-01T00:00Z', -1),
    trade('a', '2024-02-29T00:00Z', 2),
  ])
  expect(found).toEqual([
    { month: Date.UTC(2024, 0), base: 'a', gain: -0.75, count: 2 },
    { month: Date.UTC(2024, 1), base: 'b', gain: 0.5, count: 1 },
    { month: Date.UTC(2024, 1), base: 'a', gain: 2, count: 1 },
  ])
})
