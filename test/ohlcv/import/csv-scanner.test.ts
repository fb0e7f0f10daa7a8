import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scanFields, type ScannedLine } from '../../../src/ohlcv/import/csv-scanner.js'

interface Field {
  readonly text: string
  readonly value: number
}

/** What a line's fields are, and what they are read as; `bad` is the field that its taker finds errory. */
function scanned(text: string, bad = -1): { fields: readonly Field[]; line: ScannedLine } {
  const bytes = Buffer.from(`7,8\n${text}\n9`)
  const fields: Field[] = []
  const line: ScannedLine = { fields: 0, error: undefined }
  const take = (field: number, from: number, to: number, value: number): string | undefined => {
    fields.push({ text: bytes.toString('latin1', from, to), value })
    return field === bad ? 'bad' : undefined
  }
  scanFields(bytes, 4, 4 + text.length, 44, take, line)
  return { fields, line }
}

function parsed(text: string): number {
  return scanned(`1,${text},2.5`).fields[1]?.value ?? Number.NaN
}

test('fields are told apart as split does, and counted', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('1', '.', 'a', '"', ' ') }), { minLength: 1 })
  fc.assert(
    fc.property(texts, (parts) => {
      const { fields, line } = scanned(parts.join(','))
      expect([fields.map(({ text }) => text), line.fields]).toEqual([parts, parts.length])
    }),
  )
  expect(scanned('1,x,3', 1).line).toEqual({ fields: 3, error: 'bad' })
})

test('what is read is the nearest double, as Number gives it; anything else is left alone', () => {
  const digits = fc.string({ unit: fc.nat(9).map(String), maxLength: 24 })
  fc.assert(
    fc.property(digits, fc.option(digits, { nil: undefined }), (whole, fraction) => {
      const text = fraction === undefined ? whole : `${whole}.${fraction}`
      const value = parsed(text)
      if (/^\d{1,9}(\.\d{0,6})?$/.test(text) || !Number.isNaN(value)) expect(value).toBe(Number(text))
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.nat(12), (number, decimals) => {
      const text = number.toFixed(decimals)
      const value = parsed(text)
      if (!Number.isNaN(value)) expect(value).toBe(Number(text))
    }),
    { numRuns: 2000 },
  )
})

test.each(['', '.', '-1', '+1', '1e5', ' 1', '1 ', '1.2.3', 'NaN', '0x1', '"1"', '99999999999999999'])(
  '%j is left to the careful reader',
  (text) => expect(parsed(text)).toBeNaN(),
)
