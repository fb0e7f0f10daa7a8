import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { thinSeries } from '../../src/core/thin-series.js'

const series = fc
  .array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 400 })
  .map((values) => ({ times: values.map((_, row) => row * 60), values }))

test('a thinned series has its ends and its extremes, at most so many points, in their order', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 4, max: 80 }), (whole, points) => {
      const thin = thinSeries(whole, points)
      expect(thin.values.length).toBe(thin.times.length)
      expect(thin.values.length).toBeLessThanOrEqual(points)
      expect(Math.min(...thin.values)).toBe(Math.min(...whole.values))
      expect(Math.max(...thin.values)).toBe(Math.max(...whole.values))
      expect([thin.values[0], thin.values.at(-1)]).toEqual([whole.values[0], whole.values.at(-1)])
      expect(thin.times).toEqual([...new Set(thin.times)].sort((a, b) => a - b))
      thin.times.forEach((time, i) => expect(whole.values[time / 60]).toBe(thin.values[i]))
    }),
  )
})

test('a short series stays as it is', () => {
  const whole = { times: [1, 2, 3], values: [5, 4, 6] }
  expect(thinSeries(whole, 4)).toEqual(whole)
})
