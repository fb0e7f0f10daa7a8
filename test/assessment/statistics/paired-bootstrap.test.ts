import { describe, expect, test } from 'vitest'
import { comparePaired, holmAdjusted } from '../../../src/assessment/statistics/paired-bootstrap.js'
import { createRng } from '../../../src/core/rng.js'

/** Daily returns of a market that both are in, and of each alone. */
function pair(days: number, seed: number, edge: number): { first: Float64Array; second: Float64Array } {
  const rng = createRng(seed)
  const market = Float64Array.from({ length: days }, () => 0.03 * rng.normal())
  return {
    first: market.map((value) => value + 0.002 * rng.normal() + edge),
    second: market.map((value) => value + 0.002 * rng.normal()),
  }
}
const optionsOf = (seed: number): { draws: number; blockLength: number; rng: ReturnType<typeof createRng> } => ({
  draws: 300,
  blockLength: 2,
  rng: createRng(seed, 1),
})

describe('a comparison of two over the same days', () => {
  test('finds a small difference under a market that moves far more', () => {
    const { first, second } = pair(200, 1, 0.001)
    const found = comparePaired(first, second, optionsOf(1))
    expect(found.pValue).toBeLessThan(0.01)
    expect(found.interval.low).toBeGreaterThan(0)
    expect(found.interval.high).toBeGreaterThan(found.difference)
    const reversed = comparePaired(second, first, optionsOf(1))
    expect(reversed.difference).toBe(-found.difference)
    expect(reversed.pValue).toBe(found.pValue)
  })

  test('claims a difference where there is none no more often than it says', () => {
    const claims = Array.from({ length: 120 }, (_, seed) => {
      const { first, second } = pair(150, seed + 10, 0)
      return comparePaired(first, second, optionsOf(seed)).pValue <= 0.05
    }).filter(Boolean)
    // 6 are expected; 15 or more come in fewer than one of a thousand runs.
    expect(claims.length).toBeLessThanOrEqual(14)
    expect(claims.length).toBeGreaterThan(0)
  })

  test('of one with itself says nothing, and other days are refused', () => {
    const { first } = pair(50, 1, 0)
    expect(comparePaired(first, first, optionsOf(1))).toMatchObject({ difference: 0, pValue: 1 })
    expect(() => comparePaired(first, first.subarray(1), optionsOf(1))).toThrow('50 days against 49')
  })
})

test('p-values of several are adjusted as R has it: p.adjust(p, "holm")', () => {
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
  ;[0.03, 0.06, 0.06, 0.02].forEach((value, i) => expect(adjusted[i]).toBeCloseTo(value, 12))
  expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1])
  expect(holmAdjusted([])).toEqual([])
})
