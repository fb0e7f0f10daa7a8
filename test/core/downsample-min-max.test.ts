import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { downsampleMinMax } from '../../src/core/downsample-min-max.js'

const curve = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 400 })

test('a thinned curve has its ends and its extremes, at most so many points, in their order', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 4, max: 80 }), (values, points) => {
      const rows = downsampleMinMax(values, points)
      expect(rows.length).toBeLessThanOrEqual(points)
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b))
      expect([rows[0], rows.at(-1)]).toEqual([0, values.length - 1])
      const kept = rows.map((row) => values[row] ?? Number.NaN)
      expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...values), Math.max(...values)])
    }),
  )
})

test('a peak of any part stays', () => {
  const values = Float64Array.from({ length: 1000 }, (_, row) => (row % 100 === 57 ? 1 : 0))
  const rows = downsampleMinMax(values, 50)
  expect(rows.filter((row) => values[row] === 1)).toEqual(Array.from({ length: 10 }, (_, peak) => 100 * peak + 57))
})

test('of a short curve all rows stay', () => {
  expect(downsampleMinMax([5, 4, 6], 4)).toEqual([0, 1, 2])
  expect(downsampleMinMax([], 4)).toEqual([])
})
