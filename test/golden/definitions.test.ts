import { describe, expect, test } from 'vitest'
import { columnOf, type Frame } from '../../src/core/frame.js'
import { rowAt } from '../../src/core/grid.js'
import { expandedColumns } from '../../src/features/expand-lags.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { goldenCandles, goldenIds, goldenTable, type GoldenTable } from './golden-data.js'

const RELATIVE = 1e-5
const ABSOLUTE = 1e-7
const candles = goldenCandles()
const referenced = new Set(goldenIds())
const features = [...(await featureCatalog()).values()].map(({ value }) => value).filter(({ id }) => referenced.has(id))
const targets = [...(await targetCatalog()).values()].map(({ value }) => value).filter(({ id }) => referenced.has(id))

describe('reference values', () => {
  test('are all of a feature set or a target of the catalog', () => {
    expect([...features, ...targets].map(({ id }) => id).sort()).toEqual([...referenced].sort())
    expect(referenced.size).toBeGreaterThan(10)
  })

  test.each(features.map((set) => [set.id, set] as const))('of the feature set %s', (id, set) => {
    const golden = goldenTable(id)
    const columns = expandedColumns(set)
    expect(['timestamp', ...columns.map(({ name }) => name)]).toEqual(golden.names)
    expect(golden.rows.length).toBe(210)
    expect(faults(golden, set.compute(candles), columns)).toEqual([])
  })

  test.each(targets.map((target) => [target.id, target] as const))('of the target %s', (id, target) => {
    const golden = goldenTable(id)
    const frame = target.compute(candles)
    const finalRows = frame.grid.rows - target.horizon
    const rows = golden.rows.filter(([time = 0]) => {
      const row = rowAt(frame.grid, time)
      return row >= 0 && row < finalRows
    })
    expect(golden.rows.length - rows.length).toBeLessThanOrEqual(target.history + target.horizon)
    expect(rows.length).toBeGreaterThan(2000)
    const columns = golden.names.slice(1).map((name) => ({ name, stored: name, offset: 0 }))
    expect(faults({ ...golden, rows }, frame, columns)).toEqual([])
  })
})

/** Every value that is further from its reference than the tolerances allow; labels are exact. */
function faults(
  { rows }: GoldenTable,
  frame: Frame,
  columns: readonly { readonly name: string; readonly stored: string; readonly offset: number }[],
): string[] {
  return rows.flatMap(([time = 0, ...expected]) =>
    columns.flatMap(({ name, stored, offset }, at) => {
      const values = columnOf(frame, stored)
      const value = values[rowAt(frame.grid, time) - offset] ?? Number.NaN
      const wanted = expected[at] ?? Number.NaN
      const allowed = values instanceof Uint8Array ? 0 : Math.max(ABSOLUTE, RELATIVE * Math.abs(wanted))
      return Math.abs(value - wanted) <= allowed ? [] : [`${time} ${name}: ${value}, expected ${wanted}`]
    }),
  )
}
