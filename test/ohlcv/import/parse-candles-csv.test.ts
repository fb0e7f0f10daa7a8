import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CANDLE_COLUMNS } from '../../../src/core/candles.js'
import type { CandleLines } from '../../../src/ohlcv/import/candle-lines.js'
import { createCandlesCsvParser, parseCandlesCsv } from '../../../src/ohlcv/import/parse-candles-csv.js'

const START = Date.UTC(2023, 0, 1)
const MINUTE = 60_000

/** Parses a text in pieces that end at the given places. */
function parseInPieces(text: string, cuts: readonly number[], bytes?: number): CandleLines {
  const parser = createCandlesCsvParser('x.csv', { ...(bytes !== undefined && { bytes }) })
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length]
  for (let i = 1; i < places.length; i++)
    parser.add(Buffer.from(text.slice(places[i - 1], places[i])), i === places.length - 1)
  return parser.finish()
}

/** With a form of time that only the careful reader knows, every line is read by it. */
const parseCarefully = (text: string): CandleLines => parseCandlesCsv(Buffer.from(text), 'x.csv', { timeFormat: 'ms' })

/** What it gives, or the message of what it throws. */
function outcomeOf(work: () => CandleLines): unknown {
  try {
    const { times, columns, lines } = work()
    return [[...times], ...CANDLE_COLUMNS.map((name) => [...columns[name]]), [...lines]]
  } catch (error) {
    return String(error)
  }
}

const price = fc
  .nat(8)
  .chain((decimals) => fc.double({ min: 90, max: 110, noNaN: true }).map((x) => x.toFixed(decimals)))
/** Mostly a good volume. */
const volume = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: 0, max: 1e9, noNaN: true }).map((x) => x.toFixed(8)) },
  { weight: 1, arbitrary: fc.constantFrom('1e3', '-1', '', 'x', ' 5', '"7"', '123456789012345678.5', '0') },
)
const lineBreak = fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n', '\n\n')
const candle = fc.record({ price, volume, extra: fc.constantFrom('0', '', 'note'), lineBreak })

const textOf = (rows: readonly { price: string; volume: string; extra: string; lineBreak: string }[]): string =>
  `time,open,high,low,close,volume,note\n${rows
    .map(
      (row, i) => `${START + i * MINUTE},${row.price},111.5,89,${row.price},${row.volume},${row.extra}${row.lineBreak}`,
    )
    .join('')}`

describe('lines of plain numbers, which a kernel reads', () => {
  test('give what the careful reader gives, values or error, however the text comes in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(candle, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.boolean(),
        (rows, cuts, hasEnd) => {
          const text = hasEnd ? textOf(rows) : textOf(rows).trimEnd()
          const expected = outcomeOf(() => parseCarefully(text))
          expect(outcomeOf(() => parseCandlesCsv(Buffer.from(text), 'x.csv'))).toEqual(expected)
          expect(outcomeOf(() => parseInPieces(text, cuts))).toEqual(expected)
          expect(outcomeOf(() => parseInPieces(text, cuts, text.length))).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    ['a time between two minutes', `${START + 7},1,1,1,1,1`, 'is not at the start of a minute'],
    ['a time of another century', '60000,1,1,1,1,1', 'expected an epoch time'],
    ['a high below the low', `${START + MINUTE},1,1,2,1,1`, 'high 1 is below low 2'],
    ['too few fields', `${START + MINUTE},1,1,1,1`, 'it has 5 fields, expected 6'],
  ])('%s among them is named with its line', (_, bad, message) => {
    const good = Array.from({ length: 1000 }, (_, i) => `${START + (2 + i) * MINUTE},1,1,1,1,1`)
    const text = [...good.slice(0, 500), bad, ...good.slice(500)].join('\n')
    expect(() => parseCandlesCsv(Buffer.from(text), 'x.csv')).toThrow(new RegExp(`x.csv, line 501: .*${message}`))
  })

  test('leave room for files whose lines become shorter, and for those that are longer than was said', () => {
    const long = Array.from(
      { length: 50 },
      (_, i) => `${START + i * MINUTE},1.00000000,1.00000000,1.00000000,1.00000000,1.00000000`,
    )
    const short = Array.from({ length: 5000 }, (_, i) => `${START + (50 + i) * MINUTE},1,1,1,1,1`)
    const text = `${[...long, ...short].join('\n')}\n`
    for (const bytes of [text.length, 10]) expect(parseInPieces(text, [1000, 3000], bytes).times).toHaveLength(5050)
  })
})
