import { expect } from 'vitest'
import { columnOf, type Column, type Frame } from '../../src/core/frame.js'

/** All bits of a column; unlike numbers these tell 0 from −0. */
export function bitsOf(values: Column): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('latin1')
}

/** Expects two frames with the same grid, columns and bits. */
export function expectSameFrame(actual: Frame, wanted: Frame): void {
  expect([actual.grid.first, actual.grid.rows]).toEqual([wanted.grid.first, wanted.grid.rows])
  expect([...actual.columns.keys()]).toEqual([...wanted.columns.keys()])
  const different = [...wanted.columns].filter(([name, values]) => bitsOf(columnOf(actual, name)) !== bitsOf(values))
  expect(different.map(([name]) => name)).toEqual([])
}
