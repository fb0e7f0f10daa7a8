import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketState } from '../../../src/assessment/attribution/market-state.js'
import { decisionRow, regimesOf } from '../../../src/assessment/attribution/regimes.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { HOUR } from '../../../src/core/time.js'
import { randomSeries } from '../../support/random-series.js'
import { handSeries, nextRowFills } from './hand-series.js'

const RULE = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0.001 }

test('the state of a row is that of the day before it in its own range, of an hour at least', () => {
  const rows = 3000
  const close = Float64Array.from({ length: rows }, (_, row) => 100 * Math.exp(0.001 * (row % 2) + 0.0001 * row))
  const ranges = [
    { from: 0, to: 1000 },
    { from: 1000, to: rows },
  ]
  const { volatility, trend } = marketState({ ranges, close })
  const plain = (row: number, from: number): { volatility: number; trend: number } => {
    const minutes = Math.min(1440, row - from)
    let squares = 0
    for (let i = row - minutes + 1; i <= row; i++) squares += Math.log((close[i] ?? 0) / (close[i - 1] ?? 0)) ** 2
    return {
      volatility: Math.sqrt(squares / minutes),
      trend: Math.log((close[row] ?? 0) / (close[row - minutes] ?? 0)),
    }
  }
  for (const [row, from] of [
    [60, 0],
    [999, 0],
    [1060, 1000],
    [2999, 1000],
  ] as const) {
    expect(volatility[row]).toBeCloseTo(plain(row, from).volatility, 9)
    expect(trend[row]).toBeCloseTo(plain(row, from).trend, 9)
  }
  for (const row of [0, 59, 1000, 1059]) expect(volatility[row]).toBeNaN()
})

test('thirds are of all rows, and a trade belongs to the row that decided its purchase', () => {
  const rows = 960
  const close = Array.from({ length: rows }, (_, row) => 100 * Math.exp((row / 1000) ** 2))
  const signals = Array.from<string>({ length: rows })
    .fill('.')
    .map((hold, row) => (row === 100 || row === 900 ? '+' : row % 50 === 49 ? '-' : hold))
    .join('')
  const series = handSeries(signals, close, 22 * HOUR)
  const trades = simulateTrades(series, RULE)
  expect(trades.map(({ buyRow }) => buyRow)).toEqual([100, 900])
  const { trend, hour, base, month, volatility } = regimesOf([{ series, trades }])
  expect(trend.map(({ name, rows: count, trades: made }) => [name, count, made])).toEqual([
    ['low', 300, 1],
    ['middle', 300, 0],
    ['high', 300, 1],
    ['unknown', 60, 0],
  ])
  expect(volatility.reduce((sum, one) => sum + one.rows, 0)).toBe(rows)
  expect(hour.find(({ name }) => name === '23')).toMatchObject({ rows: 60, trades: 1 })
  expect(hour.find(({ name }) => name === '13')).toMatchObject({ rows: 60, trades: 1 })
  expect(base).toMatchObject([{ name: 'a', rows, trades: 2 }])
  expect(month).toMatchObject([{ name: '1970-01', rows, trades: 2 }])
})

test('with fills in the next minute the decision is the minute before', () => {
  const series = handSeries('+.-.', [1, 2, 3, 4])
  expect(decisionRow(series, { buyRow: 2 })).toBe(2)
  expect(decisionRow(nextRowFills(series, [1, 2, 3, 4], 0, 0), { buyRow: 2 })).toBe(1)
})

test('every breakdown has all rows, all trades and the whole gain', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), (one, two) => {
      fc.pre(one.time.length + two.time.length > 0)
      const traded = [one, two].map((series) => ({ series, trades: simulateTrades(series, RULE) }))
      const trades = traded.flatMap((all) => all.trades)
      const { volatility, trend, hour, base, month } = regimesOf(traded)
      for (const results of [volatility, trend, hour, base, month]) {
        expect(results.reduce((sum, { rows }) => sum + rows, 0)).toBe(one.time.length + two.time.length)
        expect(results.reduce((sum, result) => sum + result.trades, 0)).toBe(trades.length)
        expect(results.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(
          trades.reduce((sum, { gain }) => sum + gain, 0),
          9,
        )
      }
    }),
    { numRuns: 60 },
  )
})
