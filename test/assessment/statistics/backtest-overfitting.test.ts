import { describe, expect, test } from 'vitest'
import { backtestOverfitting, medianLogit } from '../../../src/assessment/statistics/backtest-overfitting.js'
import { createRng } from '../../../src/core/rng.js'

function noise(trials: number, periods: number, seed: number, edge = 0): Float64Array[] {
  return Array.from({ length: trials }, (_, trial) => {
    const rng = createRng(seed, trial)
    return Float64Array.from({ length: periods }, () => rng.normal() + (trial === 0 ? edge : 0))
  })
}

describe('the probability of backtest overfitting', () => {
  test('is near one half by distribution where there is nothing to find', () => {
    const found = Array.from({ length: 60 }, (_, seed) => backtestOverfitting(noise(10, 160, seed), 8).probability)
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length
    expect(mean).toBeGreaterThan(0.4)
    expect(mean).toBeLessThan(0.6)
  })

  test('is near zero where one trial has an edge', () => {
    const found = backtestOverfitting(noise(10, 1600, 1, 0.5))
    expect(found.probability).toBeLessThan(0.01)
    expect(medianLogit(found)).toBeGreaterThan(1)
    expect(found.splits).toBe(12_870)
  })

  test('counts the splits of two blocks by hand', () => {
    // The first trial is better in the first half, the other in the second: whatever is chosen ends last.
    const trials = [Float64Array.of(1, 2, -1, -2), Float64Array.of(-1, -2, 1, 2)]
    const found = backtestOverfitting(trials, 2)
    expect(found.splits).toBe(2)
    expect(found.probability).toBe(1)
    for (const logit of found.logits) expect(logit).toBeCloseTo(Math.log(0.5), 12)
  })

  test('refuses what cannot be split', () => {
    expect(() => backtestOverfitting(noise(1, 100, 1))).toThrow('1 trial')
    expect(() => backtestOverfitting(noise(2, 100, 1), 3)).toThrow('3 blocks; expected an even number')
    expect(() => backtestOverfitting(noise(2, 20, 1), 16)).toThrow('20 periods in 16 blocks')
  })
})
