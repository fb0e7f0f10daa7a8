import { describe, expect, test } from 'vitest'
import {
  bootstrap,
  drawDays,
  meanOfDays,
  percentileInterval,
  sharpeOfDays,
} from '../../../src/assessment/statistics/block-bootstrap.js'
import { createRng } from '../../../src/core/rng.js'

const normals = (days: number, seed: number): Float64Array => {
  const rng = createRng(seed)
  return Float64Array.from({ length: days }, () => rng.normal())
}

describe('the stationary bootstrap', () => {
  test('draws days that follow each other, in blocks of the expected length on average', () => {
    const days = new Int32Array(20_000)
    drawDays(days, 8, createRng(1))
    const joints = days.reduce(
      (count, day, i) => count + Number(i > 0 && day !== ((days[i - 1] ?? 0) + 1) % days.length),
      1,
    )
    expect(days.length / joints).toBeGreaterThan(7.4)
    expect(days.length / joints).toBeLessThan(8.6)
    expect(Math.min(...days)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...days)).toBeLessThan(days.length)
  })

  test('takes every day equally often', () => {
    const counts = new Float64Array(10)
    const days = new Int32Array(10)
    const rng = createRng(2)
    for (let draw = 0; draw < 4000; draw++) {
      drawDays(days, 4, rng)
      for (const day of days) counts[day] = (counts[day] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count / 4000 - 1)).toBeLessThan(0.08)
  })

  test('has the deviation of the mean of independent days with blocks of one, and that of the sum with one block', () => {
    const values = normals(400, 3)
    const draws = bootstrap(400, (days) => meanOfDays(values, days), { draws: 4000, blockLength: 1, rng: createRng(4) })
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    const deviation = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length)
    expect(deviation).toBeGreaterThan(0.045)
    expect(deviation).toBeLessThan(0.055)
    const whole = bootstrap(400, (days) => meanOfDays(values, days), { draws: 5, blockLength: 1e12, rng: createRng(4) })
    for (const value of whole) expect(value).toBeCloseTo(mean, 1)
  })

  test('blocks keep what autocorrelation adds to the deviation of the mean', () => {
    const noise = normals(2000, 5)
    let before = 0
    const values = noise.map((value) => (before = 0.8 * before + value))
    const deviationOf = (blockLength: number): number => {
      const draws = bootstrap(2000, (days) => meanOfDays(values, days), { draws: 600, blockLength, rng: createRng(6) })
      const { low, high } = percentileInterval(draws, 0.68)
      return (high - low) / 2
    }
    // 1 / (1 − 0.8) / √2000 = 0.112, and 1 / 0.6 / √2000 = 0.037 where the order of days is lost.
    expect(deviationOf(1)).toBeLessThan(0.05)
    expect(deviationOf(40)).toBeGreaterThan(0.08)
  })

  test('gives the same for the same seed, and refuses what cannot be drawn', () => {
    const values = normals(100, 7)
    const statistic = (days: Int32Array): number => sharpeOfDays(values, days)
    const drawnBy = (seed: number): Float64Array =>
      bootstrap(100, statistic, { draws: 50, blockLength: 5, rng: createRng(seed) })
    expect(drawnBy(1)).toEqual(drawnBy(1))
    expect(drawnBy(1)).not.toEqual(drawnBy(2))
    expect(() => bootstrap(0, statistic, { blockLength: 1, rng: createRng(1) })).toThrow('0 days')
    expect(() => bootstrap(9, statistic, { blockLength: 0.5, rng: createRng(1) })).toThrow('blocks of 0.5 days')
  })

  test('an interval has the share of draws between its bounds that it says', () => {
    const draws = Float64Array.from({ length: 1001 }, (_, i) => i)
    const { low, high, confidence } = percentileInterval(draws, 0.9)
    expect(low).toBeCloseTo(50, 9)
    expect(high).toBeCloseTo(950, 9)
    expect(confidence).toBe(0.9)
    expect(sharpeOfDays(new Float64Array(5), new Int32Array(5))).toBe(0)
  })
})
