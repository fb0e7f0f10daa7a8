import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortestFloat32 } from '../../../src/workspace/compute/frame-csv.js'

test('the text of a float32 reads back as the same float32, in at most nine digits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = shortestFloat32(value)
      expect(Math.fround(Number(text))).toBe(Math.fround(value))
      const digits = text
        .replace(/e.*/, '')
        .replaceAll(/[-.]/g, '')
        .replaceAll(/^0+|0+$/g, '')
      expect(digits.length).toBeLessThanOrEqual(9)
    }),
    { numRuns: 2000 },
  )
  expect([0.1, 1e-7, 0.25, 3, 16_777_216, 1.0000001].map((value) => shortestFloat32(Math.fround(value)))).toEqual([
    '0.1',
    '1e-7',
    '0.25',
    '3',
    '16777216',
    '1.0000001',
  ])
  expect(shortestFloat32(Number.NaN)).toBe('')
})
