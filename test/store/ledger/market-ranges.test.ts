import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  intersectMarketRanges,
  marketRangesText,
  subtractMarketRanges,
  unionMarketRanges,
  type MarketRange,
} from '../../../src/store/ledger/market-ranges.js'

const MARKETS = ['binance/spot/A-USDT/1m', 'binance/spot/B-USDT/1m', 'simulated/spot/A-USDT/1m']
const ranges = fc.array(
  fc
    .tuple(fc.constantFrom(...MARKETS), fc.nat(30), fc.nat(10))
    .map(([market, from, length]) => ({ market, from, to: from + length })),
  { maxLength: 10 },
)

/** The minutes of each market, one by one. */
function minutesOf(list: readonly MarketRange[]): Set<string> {
  return new Set(
    list.flatMap(({ market, from, to }) => Array.from({ length: to - from }, (_, i) => `${market} ${from + i}`)),
  )
}

test('markets are never mixed: what is closed is what is sealed without what was opened, minute by minute', () => {
  fc.assert(
    fc.property(ranges, ranges, ranges, (sealed, opened, wanted) => {
      const closed = subtractMarketRanges(unionMarketRanges(sealed), opened)
      const isOpened = minutesOf(opened)
      const expected = [...minutesOf(sealed)].filter((minute) => !isOpened.has(minute))
      expect([...minutesOf(closed)].sort()).toEqual(expected.sort())
      const refused = intersectMarketRanges(unionMarketRanges(wanted), closed)
      const isClosed = new Set(expected)
      expect([...minutesOf(refused)].sort()).toEqual([...minutesOf(wanted)].filter((one) => isClosed.has(one)).sort())
    }),
  )
})

test('opening more never closes anything, and what was opened once is not refused again', () => {
  fc.assert(
    fc.property(ranges, ranges, ranges, (sealed, opened, more) => {
      const before = minutesOf(subtractMarketRanges(sealed, opened))
      const after = minutesOf(subtractMarketRanges(sealed, [...opened, ...more]))
      expect([...after].every((minute) => before.has(minute))).toBe(true)
      expect(intersectMarketRanges(more, subtractMarketRanges(sealed, [...opened, ...more]))).toEqual([])
    }),
  )
})

function day(from: number, market: string): MarketRange {
  return { market, from: Date.UTC(2024, 0, from), to: Date.UTC(2024, 0, from + 1) }
}

test('a text names each interval once, with its symbols, and the first three of many', () => {
  expect(marketRangesText([day(1, MARKETS[0] ?? ''), day(1, MARKETS[1] ?? '')])).toBe(
    '2024-01-01T00:00Z to 2024-01-02T00:00Z of A-USDT, B-USDT',
  )
  expect(marketRangesText([1, 3, 5, 7, 9].map((from) => day(from, MARKETS[0] ?? '')))).toMatch(/; 2 more$/)
})
