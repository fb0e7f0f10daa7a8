import { describe, expect, test } from 'vitest'
import type { DailyReturns } from '../../../src/assessment/statistics/daily-returns.js'
import { countTrials } from '../../../src/assessment/verdict/count-trials.js'
import { createRng } from '../../../src/core/rng.js'

function noise(seed: number, days = 60, first = 0): DailyReturns {
  const rng = createRng(seed)
  return {
    days: Int32Array.from({ length: days }, (_, day) => first + day),
    returns: Float64Array.from({ length: days }, () => rng.normal()),
  }
}

describe('trials', () => {
  const evaluated = noise(1)

  test('alone is one', () => {
    expect(countTrials(evaluated, [])).toEqual({ raw: 1, effective: 1, fewCommonDays: 0, deviation: 0 })
  })

  test('that are the same are one, however often they were looked at', () => {
    expect(countTrials(evaluated, [evaluated, evaluated])).toMatchObject({ raw: 1, effective: 1 })
  })

  test('that move together amount to hardly more than one; independent ones to nearly as many as they are', () => {
    const alike = { ...evaluated, returns: evaluated.returns.map((value, day) => value + 0.01 * (day % 3)) }
    expect(countTrials(evaluated, [alike])).toMatchObject({ raw: 2 })
    expect(countTrials(evaluated, [alike]).effective).toBeLessThan(1.01)
    const independent = countTrials(evaluated, [noise(2), noise(3), noise(4)])
    expect(independent.raw).toBe(4)
    expect(independent.effective).toBeGreaterThan(3.7)
    expect(independent.effective).toBeLessThanOrEqual(4)
    expect(independent.deviation).toBeGreaterThan(0)
  })

  test('with fewer than 14 common days count one each, those of other days not at all', () => {
    const few = noise(5, 60, 50)
    expect(countTrials(evaluated, [few])).toMatchObject({ raw: 2, effective: 2, fewCommonDays: 1 })
    expect(countTrials(evaluated, [noise(6, 60, 60)])).toMatchObject({ raw: 1, effective: 1 })
    expect(countTrials(evaluated, [few], 3)).toMatchObject({ raw: 5, effective: 5, fewCommonDays: 4 })
  })

  test('more of them than days amount to no more than the days', () => {
    const many = Array.from({ length: 40 }, (_, i) => noise(10 + i, 20))
    const { raw, effective } = countTrials(noise(9, 20), many)
    expect(raw).toBe(41)
    expect(effective).toBeLessThan(20)
    expect(effective).toBeGreaterThan(12)
  })

  test('that never traded count as one without NaN', () => {
    const idle = { ...evaluated, returns: new Float64Array(60) }
    expect(countTrials(idle, [noise(2)])).toMatchObject({ raw: 2, effective: 2 })
  })
})
