import { describe, expect, test } from 'vitest'
import { bootstrapSelection, type DailyCells } from '../../../src/assessment/statistics/bootstrap-selection.js'
import { createRng } from '../../../src/core/rng.js'

/** Daily gains of cells that are noise, but for the edge of one of them. */
function cellsOf(days: number, cells: number, seed: number, edge = 0): DailyCells {
  const rng = createRng(seed)
  const gain = Float64Array.from({ length: days * cells }, (_, i) => rng.normal() + (i % cells === 3 ? edge : 0))
  return { days, cells, gain }
}
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('a choice among cells on redrawn days', () => {
  test('of noise gains nothing on later days, however good it looked', () => {
    const known = cellsOf(100, 49, 1)
    const options = { draws: 300, blockLength: 3, rng: createRng(2) }
    const found = bootstrapSelection(known, { ...options, later: cellsOf(100, 49, 3) })
    expect(found.optimistic).toBe(false)
    expect(Math.abs(mean(found.gain))).toBeLessThan(0.08)
    expect(found.selections.reduce((sum, count) => sum + count, 0)).toBe(300)
  })

  test('finds the cell with an edge, on later days and on those left out', () => {
    const known = cellsOf(200, 20, 4, 0.8)
    for (const later of [undefined, cellsOf(60, 20, 5, 0.8)]) {
      const found = bootstrapSelection(known, {
        draws: 200,
        blockLength: 2,
        rng: createRng(6),
        ...(later && { later }),
      })
      expect(found.optimistic).toBe(later === undefined)
      expect(found.selections[3]).toBe(200)
      expect(mean(found.gain)).toBeGreaterThan(0.6)
    }
  })

  test('a draw that leaves out no day has no gain', () => {
    const one: DailyCells = { days: 1, cells: 2, gain: Float64Array.of(1, 2) }
    const found = bootstrapSelection(one, { draws: 5, blockLength: 1, rng: createRng(1) })
    expect(found.gain.length).toBe(0)
    expect([...found.selections]).toEqual([0, 5])
  })
})
