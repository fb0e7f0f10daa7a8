import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { binomialBound, uniformPValue } from './measure-truth.js'
import { NOTHING_TO_LEARN, runTruth } from './run-truth.js'

// `npm run truth` does the same on 200 markets, with more days and more nets.
const small = { training: 5, validation: 14, later: 15, epochs: 2 }

describe('verdicts on simulated markets', () => {
  test('40 of them with nothing to learn claim an edge hardly more often than one in twenty, and p-values are uniform', () => {
    const found = runTruth({ ...small, nets: 1, markets: 40, kinds: NOTHING_TO_LEARN, firstSeed: 1 })
    for (const claims of Object.values(found)) {
      expect(claims.sayable).toBeGreaterThan(25)
      expect(claims.edges).toBeLessThanOrEqual(claims.bound)
    }
    expect(found.laterDays.uniform).toBeGreaterThan(0.01)
  }, 400_000)

  test('find an edge that is planted in at least four of five', () => {
    const kinds = NOTHING_TO_LEARN.map((kind) => ({ ...kind, edge: 0.1 }))
    const { laterDays } = runTruth({ ...small, nets: 1, markets: 12, kinds, firstSeed: 1 })
    expect(laterDays.sayable).toBeGreaterThanOrEqual(10)
    expect(laterDays.share).toBeGreaterThanOrEqual(0.8)
  }, 200_000)
})

describe('what measures them', () => {
  test('the binomial bound', () => {
    // Quantiles of scipy.stats.binom.ppf(0.95, n, 0.05).
    expect([10, 40, 100, 200].map((n) => binomialBound(n, 0.05))).toEqual([2, 4, 9, 15])
  })

  test('the test of uniformity passes uniform values and refuses others', () => {
    const rng = createRng(1)
    const uniform = Array.from({ length: 200 }, () => rng.float())
    expect(uniformPValue(uniform)).toBeGreaterThan(0.05)
    expect(uniformPValue(uniform.map((value) => value ** 1.5))).toBeLessThan(0.01)
    // scipy.stats.kstest([0.1, 0.4, 0.5, 0.9], 'uniform', mode='asymp') has 0.88 without the correction for few values.
    expect(uniformPValue([0.1, 0.4, 0.5, 0.9])).toBeGreaterThan(0.8)
  })
})
