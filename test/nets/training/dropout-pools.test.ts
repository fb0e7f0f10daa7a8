import { describe, expect, it } from 'vitest'
import { createDropoutPools } from '../../../src/nets/training/dropout-pools.js'

const masks = [
  { rate: 0.2, shape: [24] },
  { rate: 0.8, shape: [16] },
]

describe('dropout pools', () => {
  it('keep the share of 1 − rate and scale it, so that the mean stays 1', () => {
    const pools = createDropoutPools(masks, 32, 1)
    for (const [index, { rate }] of masks.entries()) {
      const pool = pools.pool(0, index)
      const kept = pool.filter((value) => value !== 0)
      expect([...new Set(kept)]).toEqual([Math.fround(1 / (1 - rate))])
      // Five standard deviations of the share of kept values.
      const tolerance = 5 * Math.sqrt((rate * (1 - rate)) / pool.length)
      expect(Math.abs(kept.length / pool.length - (1 - rate))).toBeLessThan(tolerance)
    }
  })

  it('drop each unit equally often, independently of its neighbour', () => {
    const units = 24
    const pools = createDropoutPools(masks, 32, 1)
    const pool = pools.pool(0, 0)
    for (let unit = 0; unit < units; unit++) {
      const column = Array.from({ length: pools.poolRows }, (_, row) => pool[row * units + unit] === 0)
      const beside = Array.from({ length: pools.poolRows }, (_, row) => pool[row * units + ((unit + 1) % units)] === 0)
      const share = column.filter(Boolean).length / pools.poolRows
      const both = column.filter((dropped, row) => dropped && beside[row]).length / pools.poolRows
      expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / pools.poolRows))
      expect(Math.abs(both - 0.04)).toBeLessThan(5 * Math.sqrt(0.04 / pools.poolRows))
    }
  })

  it('are functions of seed, era and mask', () => {
    const pool = createDropoutPools(masks, 32, 1).pool(3, 0)
    expect(createDropoutPools(masks, 32, 1).pool(3, 0)).toEqual(pool)
    for (const [seed, era, index] of [
      [2, 3, 0],
      [1, 4, 0],
    ] as const) {
      expect(createDropoutPools(masks, 32, seed).pool(era, index)).not.toEqual(pool)
    }
  })

  it('take rows all over the pool, never beyond its end', () => {
    const batch = 32
    const pools = createDropoutPools(masks, batch, 1)
    const firsts = Array.from({ length: 10_000 }, (_, step) => pools.firstRow(step, 0))
    expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...firsts)).toBeLessThanOrEqual(pools.poolRows - batch)
    expect(new Set(firsts).size).toBeGreaterThan(5_000)
    const tenths = new Set(firsts.map((row) => Math.floor((10 * row) / pools.poolRows)))
    expect(tenths.size).toBe(10)
    expect(pools.firstRow(5, 1)).not.toBe(pools.firstRow(5, 0))
  })

  it('are large enough for any batch', () => {
    const pools = createDropoutPools(masks, 100_000, 1)
    expect(pools.poolRows).toBeGreaterThan(100_000)
    expect(pools.eraSteps).toBeGreaterThanOrEqual(1)
  })
})
