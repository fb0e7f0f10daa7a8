import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainNumber } from '../../src/ohlcv/import/plain-number.js'

function parsed(text: string): number {
  const bytes = Buffer.from(`x${text},9`)
  return plainNumber(bytes, 1, 1 + text.length)
}

test('what it reads is the nearest double, as Number gives it; anything else it leaves alone', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 24 })
  fc.assert(
    fc.property(digits, fc.option(digits, { nil: undefined }), (whole, fraction) => {
      const text = fraction === undefined ? whole : `${whole}.${fraction}`
      const value = parsed(text)
      if (!Number.isNaN(value)) expect(value).toBe(Number(text))
      const common = /^\d{1,9}(\.\d{0,6})?$/.test(text)
      if (common) expect(value).toBe(Number(text))
    }),
    { numRuns: 2000 },
  )
  const doubles = fc.double({ min: 0, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(doubles, fc.nat(12), (value, decimals) => {
      const text = value.toFixed(decimals)
      const read = parsed(text)
      if (!Number.isNaN(read)) expect(read).toBe(Number(text))
    }),
    { numRuns: 2000 },
  )
})

test.each(['', '.', '-1', '+1', '1e5', ' 1', '1 ', '1.2.3', 'NaN', '0x1', '"1"', '99999999999999999'])(
  '%j is left to the careful reader',
  (text) => expect(parsed(text)).toBeNaN(),
)
