import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceCandles, type Candles } from '../../src/core/candles.js'
import { timeAt } from '../../src/core/grid.js'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import { blacklistReasons, type BlacklistLimits } from '../../src/ohlcv/blacklist.js'
import { candlesFrom } from '../support/candles-from.js'
import { disturbed } from '../support/random-candles.js'

const START = Date.UTC(2023, 7, 1)
const limits: BlacklistLimits = { days: 2, minDailyQuoteVolume: 0, maxNoTradeBreaks: 1, noTradeBreakMinutes: 10 }

function quiet(candles: Candles, ...runs: readonly (readonly [number, number])[]): Candles {
  for (const [from, to] of runs) for (const name of ['volume', 'quoteVolume'] as const) candles[name].fill(0, from, to)
  return candles
}

test('candles that come later never change the answer', () => {
  const rows = 4 * 1440
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: rows }),
      fc.integer({ min: 0, max: MINUTE - 1 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: rows - 30 }), fc.integer({ min: 1, max: 30 })), { maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: rows - 1 }), { maxLength: 60 }),
      fc.double({ min: 0, max: 3e6, noNaN: true }),
      (row, beside, runs, missing, minDailyQuoteVolume) => {
        const candles = candlesFrom(START, rows, { missing: missing.filter((one) => one > 0) })
        quiet(candles, ...runs.map(([from, length]) => [from, from + length] as const))
        const time = timeAt(candles.grid, row) + beside
        const all = { ...limits, minDailyQuoteVolume }
        const answer = blacklistReasons(candles, time, all)
        expect(blacklistReasons(sliceCandles(candles, 0, row), time, all)).toEqual(answer)
        const later = disturbed(candles, row)
        later.filled.fill(0, row)
        expect(blacklistReasons(later, time, all)).toEqual(answer)
      },
    ),
    { numRuns: 60 },
  )
})

describe('a pair is on the blacklist', () => {
  const end = START + 3 * DAY

  test('by its average daily volume in the days before', () => {
    const candles = candlesFrom(START, 3 * 1440)
    const traded = candles.quoteVolume.subarray(1440).reduce((sum, value) => sum + value, 0) / 2
    expect(blacklistReasons(candles, end, { ...limits, minDailyQuoteVolume: traded * 0.999 })).toEqual([])
    expect(blacklistReasons(candles, end, { ...limits, minDailyQuoteVolume: traded * 1.001 })).toEqual([
      `average daily volume ${Math.round(traded)} in quote is below ${traded * 1.001}`,
    ])
    candles.quoteVolume.fill(Number.NaN)
    const byClose = { ...limits, minDailyQuoteVolume: traded * 0.999 }
    expect(blacklistReasons(candles, end, byClose)).toEqual([])
  })

  test('by the number of its no-trade breaks; gaps of the history alone are none', () => {
    const gap = Array.from({ length: 40 }, (_, row) => 2000 + row)
    const candles = quiet(candlesFrom(START, 3 * 1440, { missing: gap }), [100, 400], [3000, 3010], [4000, 4009])
    expect(blacklistReasons(candles, end, limits)).toEqual([])
    quiet(candles, [4005, 4015])
    expect(blacklistReasons(candles, end, limits)).toEqual(['2 no-trade breaks are more than 1'])
    expect(blacklistReasons(candles, START + 4009 * MINUTE, limits)).toEqual([])
  })

  test('when it has no candles any more, or none yet', () => {
    const candles = candlesFrom(START, 3 * 1440)
    expect(blacklistReasons(candles, end + 23 * HOUR, limits)).toEqual([])
    expect(blacklistReasons(candles, end + DAY, limits)).toEqual(['no candles since 2023-08-04T00:00Z'])
    const none = [`no candles in the 2 days before 2024-01-01T00:00Z`]
    expect(blacklistReasons(candles, Date.UTC(2024, 0, 1), limits)).toEqual(none)
    expect(blacklistReasons(undefined, Date.UTC(2024, 0, 1), limits)).toEqual(none)
    expect(blacklistReasons(candles, START, limits)).toHaveLength(1)
  })

  test('but never where no limit is set', () => {
    const off = { days: 30, minDailyQuoteVolume: 0, noTradeBreakMinutes: 10 }
    expect(blacklistReasons(undefined, end, off)).toEqual([])
    expect(blacklistReasons(quiet(candlesFrom(START, 1440), [0, 1440]), end, off)).toEqual([])
  })
})
