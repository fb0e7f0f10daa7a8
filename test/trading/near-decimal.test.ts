import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decimal } from '../../src/core/decimal.js'
import { doesProductReach, isAbove, numberOf } from '../../src/trading/near-decimal.js'

const positive = fc.double({ min: 1e-8, max: 1e8, noNaN: true })
/** So near to a float that the float alone cannot tell on which side, or on it. */
const nudge = fc.constantFrom('-1e-25', '0', '1e-25')

test('comparisons are those of decimals, however near the values are', () => {
  fc.assert(
    fc.property(positive, positive, nudge, (value, other, shift) => {
      const near = new Decimal(value).plus(shift)
      expect(numberOf(near)).toBe(near.toNumber())
      expect(isAbove(near, value)).toBe(near.gt(value))
      expect(isAbove(near, other)).toBe(near.gt(other))
      const product = near.times(other)
      for (const min of [product, product.plus(shift), product.times(2), product.div(2), new Decimal(0)])
        expect(doesProductReach(near, other, min)).toBe(product.gte(min))
    }),
    { numRuns: 300 },
  )
  expect(isAbove(new Decimal(1), Number.NaN)).toBe(false)
  expect(doesProductReach(new Decimal(1), Number.NaN, new Decimal(0))).toBe(false)
})
