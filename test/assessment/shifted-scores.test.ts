import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assess } from '../../src/assessment/assessment.js'
import { MIN_COMPARED_TRADES } from '../../src/assessment/random-entries.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { bestOfShiftedScores, testPermutations } from '../../src/assessment/shifted-scores.js'
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
      const { overall } = bestOfShiftedScores([series], { ...options, exits: { lossMinutes: 2 } })
      const never = bestOfShiftedScores([series], { ...options, exits: { lossMinutes: 1_000_000 } })
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
  expect(bestOfShiftedScores([noise(1, 2000)], { ...options, exits: { lossMinutes: 2 } }).overall).not.toEqual(plain)
})

/** Scores that call a share of the minutes before a rise, and otherwise are noise. */
function withEdge(seed: number, rows: number): ScoredSeries {
  const series = noise(seed, rows)
  const rises = (row: number): boolean => (series.close[row + 10] ?? 0) > (series.close[row] ?? 0) * 1.01
  return { ...series, buy: series.buy.map((score, row) => (rises(row) ? 0.95 : score)) }
}

describe('a test by permutation', () => {
  const options = { fee: 0, seed: 1, draws: 60, horizon: 30 }

  test('finds scores that know something', () => {
    const { observed, pValue, draws } = testPermutations([withEdge(1, 3000)], options)
    expect(pValue).toBe(1 / 61)
    expect(observed).toBeGreaterThan(Math.max(...draws))
    expect(observed).toBe(thresholdMatrix([withEdge(1, 3000)], { fee: 0 }).best.gain)
  })

  test('claims something of noise no more often than it says', () => {
    const claims = Array.from(
      { length: 60 },
      (_, seed) => testPermutations([noise(seed + 1, 1500)], { ...options, draws: 39 }).pValue <= 0.05,
    ).filter(Boolean)
    // 3 are expected; 10 or more come in fewer than one of a thousand runs.
    expect(claims.length).toBeLessThan(10)
  })

  test('looks at one cell where thresholds were chosen elsewhere', () => {
    const series = [withEdge(2, 2000)]
    const { gain } = thresholdMatrix(series, { fee: 0 })
    const cell = 2 * THRESHOLDS.length + 4
    expect(testPermutations(series, { ...options, cell }).observed).toBe(gain[2]?.[4])
  })

  test('leaves out ranges that cannot be shifted beyond the horizon', () => {
    const series = {
      ...noise(1, 1000),
      ranges: [
        { from: 0, to: 61 },
        { from: 61, to: 1000 },
      ],
    }
    expect(testPermutations([series], options).rows).toBe(939)
    expect(testPermutations([{ ...noise(1, 61) }], options)).toMatchObject({ pValue: 1, rows: 0, observed: 0 })
    const shortest = testPermutations([noise(1, 62)], options)
    expect(shortest.rows).toBe(62)
    // The only shift that leaves no score within 30 rows of its own.
    expect(new Set(shortest.draws).size).toBe(1)
  })
})
