import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openNumberLineReader } from '../../../src/ohlcv/import/number-lines.js'

const COMMA = 44
const MAX_BYTES = 200

function openReader(fields: number, wanted: readonly number[]) {
  const reader = openNumberLineReader({ delimiter: COMMA, fields, wanted, maxBytes: MAX_BYTES })
  if (!reader) throw new Error('this machine has no SIMD')
  return reader
}

/** The value of a field between two others; undefined where its line is left to the caller. */
function valueOf(field: string): number | undefined {
  const { count, columns } = openReader(3, [1])(Buffer.from(`x-,${field},y"\n`), 0)
  return count === 0 ? undefined : columns[0]?.[0]
}

const digits = fc.string({ unit: fc.nat(9).map(String), maxLength: 24 })
const isExact = (text: string): boolean => {
  const [whole = '', fraction = ''] = text.split('.')
  const all = whole + fraction
  return all.length > 0 && all.length <= 19 && fraction.length <= 22 && BigInt(all) <= BigInt(Number.MAX_SAFE_INTEGER)
}

describe('numbers', () => {
  test('are the doubles that Number gives, and all that can be exact are read', () => {
    fc.assert(
      fc.property(digits, fc.option(digits, { nil: undefined }), (whole, fraction) => {
        const text = fraction === undefined ? whole : `${whole}.${fraction}`
        expect(valueOf(text)).toBe(isExact(text) ? Number(text) : undefined)
      }),
      { numRuns: 5000 },
    )
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.nat(12), (number, decimals) => {
        const text = number.toFixed(decimals)
        expect(valueOf(text)).toBe(isExact(text) ? Number(text) : undefined)
      }),
      { numRuns: 5000 },
    )
  })

  test.each(['0', '00.10', '.5', '5.', '9007199254740991', '90071992.54740991', '172.82000000', '1672531200000000'])(
    '%s is read as Number reads it',
    (text) => expect(valueOf(text)).toBe(Number(text)),
  )

  test.each([
    '',
    '.',
    '-1',
    '+1',
    '1e5',
    ' 1',
    '1 ',
    '1.2.3',
    'NaN',
    '"1"',
    '9007199254740992',
    '1:2',
    '1/2',
    '\u00001',
    'ÿ',
  ])('%j is left to the caller', (text) => expect(valueOf(text)).toBeUndefined())
})

/** What is read of lines whose last and first field are wanted. */
function read(text: string, from = 0) {
  const { count, starts, end, columns } = openReader(3, [2, 0])(Buffer.from(text), from)
  return { starts: [...starts], end, columns: columns.map((values) => [...values].slice(0, count)) }
}

describe('lines', () => {
  test('are read up to the first one that is not of plain numbers, by their order', () => {
    const good = '1,a,2.5\r\n3,,4\n'
    const expected = {
      starts: [0, 9],
      end: 14,
      columns: [
        [2.5, 4],
        [1, 3],
      ],
    }
    for (const bad of [
      '',
      '5,b,x\n',
      '5,6\n',
      '5,6,7,8\n',
      '5,6,7',
      '5,6,7 \n',
      '\n',
      '5,6,7\r',
      `5,${'6'.repeat(MAX_BYTES)},7\n`,
    ]) {
      expect(read(good + bad)).toEqual(expected)
    }
    expect(read('#\n1,a,2\n', 2)).toEqual({ starts: [2], end: 8, columns: [[2], [1]] })
  })

  test('are read beyond what the kernel has at once', () => {
    const rows = 30_000
    const buffer = Buffer.from(Array.from({ length: rows }, (_, row) => `${row},note ${row},${row / 8}\n`).join(''))
    const reader = openReader(3, [0, 2])
    const values: number[] = []
    for (let place = 0; place < buffer.length;) {
      const { count, columns, starts, end } = reader(buffer, place)
      expect(count).toBeGreaterThan(0)
      expect(starts[0]).toBe(place)
      for (let row = 0; row < count; row++) {
        values.push(columns[0]?.[row] ?? -1)
        expect(columns[1]?.[row]).toBe((columns[0]?.[row] ?? 0) / 8)
      }
      place = end
    }
    expect(values).toEqual(Array.from({ length: rows }, (_, row) => row))
  })

  test('of two buffers in turn do not mix', () => {
    const [one, two] = [Buffer.from('1,a,2\n3,b,4\n'), Buffer.from('5,a,6\n7,b,8\n')]
    const reader = openReader(3, [0])
    expect([one, two, one].map((buffer) => reader(buffer, 6).columns[0]?.[0])).toEqual([3, 7, 3])
  })
})
