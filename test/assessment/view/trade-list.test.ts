import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AssessedTrade } from '../../../src/dashboard/assessment/api.js'
import { markTrades } from '../../../src/assessment/view/mark-trades.js'
import {
  TRADE_COLUMNS,
  formatTradesCsv,
  isMatch,
  pageTrades,
  selectTrades,
} from '../../../src/assessment/view/trade-list.js'
import { numberTrades } from '../../../src/assessment/view/number-trades.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { MINUTE } from '../../../src/core/time.js'
import { createRng } from '../../../src/core/rng.js'
import { randomSeries } from '../../support/random-series.js'

const START = Date.UTC(2024, 2, 1)
const BY_PURCHASE = { column: 'number', descending: false } as const

/** As many trades of two bases over two months as one page never had. */
function manyTrades(count = 1372): AssessedTrade[] {
  const rng = createRng(4)
  return Array.from({ length: count }, (_, index) => {
    const minutes = 1 + rng.below(90)
    const buyTime = START + index * 60 * MINUTE
    const sellTime = buyTime + minutes * MINUTE
    const gain = rng.float() - 0.5
    const base = index % 3 === 0 ? 'near' : 'fil'
    return { number: index + 1, base, buyTime, buyPrice: 4, sellTime, sellPrice: 4.1, gain, minutes, exit: 'signal' }
  })
}

function sumOf(trades: readonly { readonly gain: number }[]): number {
  return trades.reduce((sum, { gain }) => sum + gain, 0)
}

describe('all trades of a cell', () => {
  test.each(TRADE_COLUMNS)('sort by %s over all pages, either way', (column) => {
    const trades = manyTrades()
    for (const descending of [false, true]) {
      const pages = [0, 500, 1000].map((offset) =>
        pageTrades(trades, {}, { column, descending }, { offset, limit: 500 }),
      )
      const sorted = pages.flatMap((page) => page.trades)
      expect(new Set(sorted.map(({ number }) => number)).size).toBe(1372)
      sorted.forEach((trade, index) => {
        const before = sorted[index - 1]
        if (!before) return
        const [low, high] = descending ? [trade, before] : [before, trade]
        expect(low[column] <= high[column], `${column} of row ${index}`).toBe(true)
        if (low[column] === high[column]) expect(before.number).toBeLessThan(trade.number)
      })
    }
  })

  test('the best gain comes first wherever it stands among the purchases', () => {
    const trades = manyTrades()
    const best = trades.reduce((highest, { gain }) => Math.max(highest, gain), 0)
    const page = pageTrades(trades, {}, { column: 'gain', descending: true }, { offset: 0, limit: 10 })
    expect(page.trades[0]?.gain).toBe(best)
    expect(page).toMatchObject({ total: 1372, matching: 1372 })
  })

  test('are narrowed by base, gain, length and month of the sale, and summed up', () => {
    const trades = manyTrades()
    const filter = { only: 'fil', minGain: -0.2, maxGain: 0.3, minMinutes: 10, maxMinutes: 60, month: START }
    const page = pageTrades(trades, filter, BY_PURCHASE, { offset: 5, limit: 20, number: 900 })
    const expected = trades.filter(
      ({ base, gain, minutes, sellTime }) =>
        base === 'fil' &&
        gain >= -0.2 &&
        gain <= 0.3 &&
        minutes >= 10 &&
        minutes <= 60 &&
        new Date(sellTime).toISOString().startsWith('2024-03'),
    )
    expect(page.matching).toBe(expected.length)
    expect(page.matching).toBeGreaterThan(20)
    expect(page.trades).toEqual(expected.slice(5, 25))
    expect(page.gain).toBeCloseTo(
      expected.reduce((sum, { gain }) => sum + gain, 0),
      12,
    )
    expect(page.wins).toBe(expected.filter(({ gain }) => gain > 0).length)
    expect(page.months.map((month) => new Date(month).toISOString().slice(0, 7))).toEqual(['2024-03', '2024-04'])
    expect(page.trade?.number).toBe(900)
    expect(pageTrades(trades, filter, BY_PURCHASE, { offset: 0, limit: 1, number: 5000 }).trade).toBeNull()
  })

  test('are those that were simulated, by the rule that was asked for', () => {
    fc.assert(
      fc.property(randomSeries('a'), randomSeries('b'), fc.integer({ min: 0, max: 4 }), (a, b, lossMinutes) => {
        const rule = { buyThreshold: 0.4, sellThreshold: 0.5, fee: 0.001, exits: { lossMinutes } }
        const expected = [a, b].flatMap((series) => simulateTrades(series, rule))
        const trades = numberTrades([a, b], rule)
        expect(trades.map(({ number }) => number)).toEqual(expected.map((_, index) => index + 1))
        expect(sumOf(trades)).toBeCloseTo(sumOf(expected), 9)
        const count = (exit: string): number => trades.filter((trade) => trade.exit === exit).length
        expect(count('loss')).toBe(expected.filter(({ exit }) => exit === 'loss').length)
        expect(count('end')).toBe(expected.filter(({ exit }) => exit === 'end').length)
      }),
    )
  })

  test('are a csv of one line each', () => {
    const lines = formatTradesCsv(selectTrades(manyTrades(), { only: 'near' }, BY_PURCHASE))
      .trim()
      .split('\n')
    expect(lines).toHaveLength(1 + manyTrades().filter(({ base }) => base === 'near').length)
    expect(lines[0]).toBe('number,base,buy_time,buy_price,sell_time,sell_price,minutes,gain,exit')
    expect(lines[1]).toMatch(
      /^1,near,2024-03-01T00:00:00\.000Z,4,2024-03-01T\d\d:\d\d:00\.000Z,4\.1,\d+,-?0\.\d+,signal$/,
    )
  })
})

describe('marks on a chart', () => {
  const chart = { chart: 'fil', first: START, rows: 744 }

  test('stand for every purchase and every sale of the range that is drawn, whatever a bar covers', () => {
    const trades = manyTrades()
    for (const minutes of [1, 15, 60, 240, 1440]) {
      const bars = { ...chart, interval: minutes * MINUTE }
      const end = START + bars.rows * bars.interval
      const { marks, trades: marked } = markTrades(trades, {}, bars)
      const own = trades.filter(({ base }) => base === 'fil')
      const count = (side: string): number =>
        marks.filter((mark) => mark.side === side).reduce((sum, mark) => sum + mark.count, 0)
      expect(count('buy')).toBe(own.filter(({ buyTime }) => buyTime < end).length)
      expect(count('sell')).toBe(own.filter(({ sellTime }) => sellTime < end).length)
      expect(marked).toBe(count('buy'))
      expect(new Set(marks.map(({ row, side }) => `${row}${side}`)).size).toBe(marks.length)
      expect(marks.map(({ row }) => row)).toEqual(marks.map(({ row }) => row).sort((a, b) => a - b))
    }
  })

  test('follow the filter', () => {
    const trades = manyTrades()
    const filter = { minGain: 0.2 }
    const { trades: marked } = markTrades(trades, filter, { ...chart, interval: 240 * MINUTE })
    expect(marked).toBe(trades.filter((trade) => trade.base === 'fil' && isMatch(trade, filter)).length)
  })
})
