import { describe, expect, test } from 'vitest'
import { createQuoteReader, isQuoteFileName, parseQuoteFileName } from '../../../src/ohlcv/import/quote-reader.js'

const START = Date.UTC(2024, 0, 1)

function readLines(lines: readonly string[], layout = {}) {
  const reader = createQuoteReader('q.csv', layout)
  for (const [index, line] of lines.entries()) reader.add(line.split(','), index + 1)
  return reader.finish()
}

/** A line of LEAN. */
function line(time: number): string {
  return `${time},1,4,1,3,0.5,2,5,2,4,0.7`
}

describe('quotes of a csv', () => {
  test('are the last of each minute, and minutes may be without one', () => {
    const { quotes, rows, remarks } = readLines([
      'Timestamp,Bid Price,ask,bid_size,Ask-Size',
      '2024-01-01T00:00:05Z,10,11,1,2',
      '2024-01-01T00:00:59.5Z,12,13,3,',
      '2024-01-01T00:03:00Z,14,14,5,6',
    ])
    expect([quotes.grid.first, quotes.grid.rows, rows]).toEqual([START / 60_000, 4, 3])
    expect([...quotes.bid]).toEqual([12, Number.NaN, Number.NaN, 14])
    expect([...quotes.ask]).toEqual([13, Number.NaN, Number.NaN, 14])
    expect([...quotes.bidSize]).toEqual([3, Number.NaN, Number.NaN, 5])
    expect(quotes.askSize[0]).toBeNaN()
    expect(remarks).toEqual([])
  })

  test('that are crossed, not positive or incomplete are left out, each kind with its number and its first', () => {
    const { quotes, remarks } = readLines([
      'time,bid,ask',
      `${START},10,9`,
      `${START + 60_000},10,11`,
      `${START + 120_000},NaN,11`,
      `${START + 180_000},-1,11`,
      `${START + 240_000},12,10`,
      `${START + 300_000},0,10`,
      `${START + 360_000},10,`,
    ])
    expect([...quotes.bid]).toEqual([10])
    expect(remarks).toEqual([
      'left out 2 quotes crossed, the first at 2024-01-01T00:00Z (line 2): bid 10, ask 9',
      'left out 2 quotes without a bid or an ask, the first at 2024-01-01T00:02Z (line 4): bid NaN, ask 11',
      'left out 2 quotes with a price that is not above 0, the first at 2024-01-01T00:03Z (line 5): bid -1, ask 11',
    ])
  })

  test.each([
    [['time,bid,ask', `${START},1,2`, `${START - 1},1,2`], 'line 3: time goes backwards'],
    [['time,bid,ask', `${START},1,2`, `${START + 1},1`], 'line 3 has 2 fields, expected 3'],
    [['time,bid,ask', `${START},one,2`], 'line 2: bid is one, expected a number'],
    [['time,bid,ask', 'soon,1,2'], 'line 2: time is soon'],
    [['time,bid,price', `${START},1,2`], 'no column ask'],
    [['time,bid,ask', `${START},2,1`], 'q.csv has no quotes: left out 1 quote crossed'],
    [['time,bid,ask'], 'q.csv has no quotes'],
  ])('%j is refused', (lines, message) => {
    expect(() => readLines(lines)).toThrow(message)
  })

  test('are shifted by the offset where their times have no zone', () => {
    const lines = ['time,bid,ask', '2024-01-01 02:00,1,2']
    expect(readLines(lines, { utcOffset: '+02:00' }).quotes.grid.first).toBe(START / 60_000)
    expect(readLines(lines).remarks[0]).toContain('read as UTC')
  })
})

describe("LEAN's minute quotes", () => {
  test('count from the day of their name, and have the closes of bid and ask', () => {
    const named = parseQuoteFileName('20240101_filusdt_minute_quote.csv')
    expect(named?.pair).toBe('FILUSDT')
    const { quotes } = readLines([line(0), line(60_000)], { day: named?.range?.from })
    expect([quotes.grid.first, quotes.bid[1], quotes.ask[1], quotes.bidSize[1], quotes.askSize[1]]).toEqual([
      START / 60_000,
      3,
      4,
      0.5,
      0.7,
    ])
  })

  test('of another day, or of other fields, are refused', () => {
    expect(() => readLines([line(86_400_000)], { day: START })).toThrow('expected milliseconds since midnight')
    expect(() => readLines(['0,1,2,3'], { day: START })).toThrow('has 4 fields, expected 11')
  })
})

test('names of files say whether they hold quotes', () => {
  const names = ['20221213_quote.zip', 'fil-quotes.csv', 'bybit-minute-btcusdt-20221213-quote.zip', 'quotes.csv.gz']
  expect(names.map(isQuoteFileName)).toEqual([true, true, true, true])
  expect(['FILUSDT-1m-2023-08.zip', 'quoted.csv', 'quotevolume.csv'].map(isQuoteFileName)).toEqual([
    false,
    false,
    false,
  ])
})
