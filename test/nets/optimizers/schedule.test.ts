import { describe, expect, it } from 'vitest'
import { plateauFactor, scheduleFactor } from '../../../src/nets/optimizers/schedule.js'

describe('schedules', () => {
  it('rise in a straight line, then stay', () => {
    const factors = [0, 1, 2, 3, 4, 100].map((step) => scheduleFactor({ type: 'constant', warmupSteps: 4 }, step))
    expect(factors).toEqual([0.25, 0.5, 0.75, 1, 1, 1])
    expect(scheduleFactor({ type: 'constant' }, 0)).toBe(1)
  })

  it('fall from the whole rate to the floor by half a cosine', () => {
    const schedule = { type: 'cosine', steps: 10, floor: 0.2, warmupSteps: 2 } as const
    expect(scheduleFactor(schedule, 0)).toBe(0.5)
    expect(scheduleFactor(schedule, 2)).toBe(1)
    expect(scheduleFactor(schedule, 7)).toBeCloseTo(0.6, 12)
    expect(scheduleFactor(schedule, 12)).toBeCloseTo(0.2, 12)
    expect(scheduleFactor(schedule, 1000)).toBeCloseTo(0.2, 12)
  })
})

describe('plateau', () => {
  it('lowers the rate each time that nothing got better for long', () => {
    const options = { factor: 0.5, patience: 2 }
    const values = [3, 2, 2, 2, 2, 2, 1, 1]
    const factors = values.map((_, epoch) => plateauFactor(values.slice(0, epoch + 1), options))
    expect(factors).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25])
  })

  it('rests after a plateau, needs a difference that counts, and has a least factor', () => {
    expect(plateauFactor([1, 1, 1, 1], { factor: 0.5, patience: 1 })).toBe(0.125)
    expect(plateauFactor([1, 1, 1, 1], { factor: 0.5, patience: 1, cooldown: 2 })).toBe(0.25)
    expect(plateauFactor([1, 1, 1, 1], { factor: 0.5, patience: 1, minFactor: 0.2 })).toBe(0.2)
    expect(plateauFactor([1, 0.95], { factor: 0.5, patience: 1, minDelta: 0.1 })).toBe(0.5)
  })
})
