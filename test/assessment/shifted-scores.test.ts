import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assess } from '../../src/assessment/assessment.js'
import { MIN_COMPARED_TRADES } from '../../src/assessment/random-entries.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { bestOfShiftedScores } from '../../src/assessment/shifted-scores.js'
import { THRESHOLDS, thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { findTradeSignals, rotateSignals, signedLevels } from '../../src/assessment/trade-signals.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'
import { randomSeries } from '../support/random-series.js'

const levels = Float32Array.from(THRESHOLDS)

/** Closes of a random walk, and scores that know nothing of them. */
function noise(seed: number, rows: number): ScoredSeries {
  const rng = createRng(seed)
  let close = 100
  const draw = (): Float32Array => Float32Array.from({ length: rows }, () => rng.float())
  return {
    base: `b${seed}`,
    ranges: [{ from: 0, to: rows }],
    time: Float64Array.from({ length: rows }, (_, row) => row * MINUTE),
    close: Float64Array.from({ length: rows }, () => (close *= 1 + 0.004 * rng.normal())),
    target: new Uint8Array(rows),
    hold: draw(),
    buy: draw(),
    sell: draw(),
  }
}

describe('scores that are shifted circularly', () => {
  test('give the signals of the scores that were shifted themselves', () => {
    fc.assert(
      fc.property(randomSeries('a'), fc.double({ min: 0, max: 0.999, noNaN: true }), (series, share) => {
        for (const range of series.ranges) {
          const rows = range.to - range.from
          const shift = Math.floor(share * rows)
          const moved = (values: Float32Array): Float32Array =>
            values.map((_, row) => values[range.from + ((row - range.from - shift + rows) % rows)] ?? 0)
          const rotated = rotateSignals(signedLevels(series, range, levels), shift, range.from, levels.length)
          const { hold, buy, sell } = series
          const expected = findTradeSignals(
            { ...series, hold: moved(hold), buy: moved(buy), sell: moved(sell) },
            range,
            levels,
          )
          expect(rotated.length).toBe(expected.length)
          for (let i = 0; i < rotated.length; i++)
            expect([rotated.rows[i], rotated.levels[i]]).toEqual([expected.rows[i], expected.levels[i]])
        }
      }),
    )
  })

  test('have the base’s part in the best cell of all bases together, the same for the same seed', () => {
    const series = [noise(1, 3000), noise(2, 2000)]
    const draws = bestOfShiftedScores(series, { fee: 0.001, seed: 1, draws: 20 })
    draws.overall.forEach((gain, draw) => {
      expect((draws.bases[0]?.[draw] ?? 0) + (draws.bases[1]?.[draw] ?? 0)).toBeCloseTo(gain, 9)
    })
    expect(bestOfShiftedScores(series, { fee: 0.001, seed: 1, draws: 20 })).toEqual(draws)
    expect(bestOfShiftedScores(series, { fee: 0.001, seed: 2, draws: 20 })).not.toEqual(draws)
  })
})

describe('a cell that is chosen in hindsight', () => {
  test('is compared with the best cells of shifted scores: noise beats them no more often than chance', () => {
    const beaten = Array.from({ length: 30 }, (_, seed) => {
      const { overall } = assess([noise(seed + 1, 4000)], { fee: 0.001, seed: 1, draws: 60 })
      expect(overall.randomEntries.against).toBe('shiftedScores')
      return overall.randomEntries.beaten
    }).filter((share) => share !== null)
    // Against random entries, which choose no cell, nearly all of them would look good.
    expect(beaten.filter((share) => share > 0.9).length).toBeLessThan(10)
  })

  test('one that was chosen elsewhere is compared with random entries', () => {
    const cell = { buyThreshold: 0.5, sellThreshold: 0.5 }
    const series = [noise(1, 4000)]
    expect(assess(series, { fee: 0.001, seed: 1, cell, draws: 20 }).overall.randomEntries.against).toBe('entries')
    const { overall } = assess(series, { fee: 0.001, seed: 1, cell, hindsight: true, draws: 20 })
    expect(overall.randomEntries.against).toBe('shiftedScores')
  })
})

test('fewer trades than 30 are told no percentile', () => {
  const few = noise(1, 60)
  const { best } = thresholdMatrix([few], { fee: 0.001 })
  expect(best.count).toBeLessThan(MIN_COMPARED_TRADES)
  const { overall } = assess([few], { fee: 0.001, seed: 1 })
  expect(overall.randomEntries.beaten).toBeNull()
  const many = assess([noise(1, 4000)], { fee: 0.001, seed: 1, cell: { buyThreshold: 0.3, sellThreshold: 0.3 } })
  expect(many.overall.trades.length).toBeGreaterThan(MIN_COMPARED_TRADES)
  expect(many.overall.randomEntries.beaten).not.toBeNull()
})

test('the draws follow the rule of exit of what they are compared with', () => {
  fc.assert(
    fc.property(randomSeries('a'), (series) => {
      const options = { fee: 0.001, seed: 3, draws: 4 }
      const { overall } = bestOfShiftedScores([series], { ...options, lossMinutes: 2 })
      const never = bestOfShiftedScores([series], { ...options, lossMinutes: 1_000_000 })
      expect(overall.length).toBe(4)
      const plain = bestOfShiftedScores([series], options).overall
      never.overall.forEach((gain, draw) => expect(gain).toBeCloseTo(plain[draw] ?? Number.NaN, 9))
    }),
    { numRuns: 30 },
  )
})

test('an exit after minutes at a loss changes what chance alone gains', () => {
  const options = { fee: 0.001, seed: 3, draws: 5 }
  const plain = bestOfShiftedScores([noise(1, 2000)], options).overall
  expect(bestOfShiftedScores([noise(1, 2000)], { ...options, lossMinutes: 2 }).overall).not.toEqual(plain)
})
