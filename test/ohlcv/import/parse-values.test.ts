import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.js'
import { parseNumber, parseTime } from '../../../src/ohlcv/import/parse-values.js'

test('the same minute in s, ms, µs, ns and ISO form is the same time, exactly', () => {
  const minutes = fc.integer({ min: Date.UTC(2010, 0, 1) / MINUTE, max: Date.UTC(2090, 0, 1) / MINUTE })
  fc.assert(
    fc.property(minutes, (minute) => {
      const time = minute * MINUTE
      const iso = new Date(time).toISOString()
      const texts = [String(time / 1000), String(time), `${time}000`, `${time}000000`, iso]
      expect(texts.map(parseTime)).toEqual(texts.map(() => time))
      expect(parseTime(iso.slice(0, 16).replace('T', ' '))).toBe(time)
    }),
  )
  expect(parseTime('2023-08-01')).toBe(Date.UTC(2023, 7, 1))
  expect(parseTime('2023-08-01T02:00+02:00')).toBe(Date.UTC(2023, 7, 1))
})

test.each([
  '',
  '0',
  '12',
  '-1690848000000',
  '1.69e12',
  'yesterday',
  '2023-13-01',
  '2023-08-01T25:00',
  '99999999999999999999',
])('%s is no time', (text) => expect(parseTime(text)).toBeUndefined())

test('a decimal number is the nearest double; nothing else is a number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseNumber(String(value))).toBe(Number(String(value)))
    }),
  )
  for (const text of ['', 'NaN', 'Infinity', '0x10', '1,5', '1 2', '1e', '.', '--1'])
    expect(parseNumber(text)).toBeUndefined()
})
