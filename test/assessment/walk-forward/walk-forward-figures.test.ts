import { expect, test } from 'vitest'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { joinStretches, type TestedStretch } from '../../../src/assessment/walk-forward/join-stretches.js'
import { walkForwardFigures } from '../../../src/assessment/walk-forward/walk-forward-figures.js'
import { createRng } from '../../../src/core/rng.js'
import { DAY, MINUTE } from '../../../src/core/time.js'

const START = Date.UTC(2024, 0, 30)
const ROWS = 900
const RULE = { fee: 0.001, exits: { lossMinutes: 5 } }

/** One stretch of one base, whose rows end in the middle and go on later. */
function stretchOf(base: string, number: number): ScoredSeries {
  const rng = createRng(number, base.charCodeAt(0))
  const half = ROWS / 2
  const price = Float64Array.from({ length: ROWS }, () => 0.004 * rng.normal())
  const scores = (): Float32Array => Float32Array.from({ length: ROWS }, () => rng.float())
  const first = START + (number - 1) * DAY
  return {
    base,
    ranges: [
      { from: 0, to: half },
      { from: half, to: ROWS },
    ],
    time: Float64Array.from({ length: ROWS }, (_, row) => first + (row + (row < half ? 0 : 100)) * MINUTE),
    close: price.map((_, row) => 10 * Math.exp(price.subarray(0, row + 1).reduce((sum, one) => sum + one, 0))),
    target: new Uint8Array(ROWS),
    hold: scores(),
    buy: scores(),
    sell: scores(),
  }
}

const stretches: readonly TestedStretch[] = [
  { number: 1, cell: { buyThreshold: 0.5, sellThreshold: 0.6 }, series: [stretchOf('a', 1), stretchOf('b', 1)] },
  { number: 2, series: [stretchOf('a', 2), stretchOf('b', 2)] },
  { number: 3, cell: { buyThreshold: 0.8, sellThreshold: 0.4 }, series: [stretchOf('b', 3)] },
  { number: 4, cell: { buyThreshold: 0.6, sellThreshold: 0.6 }, series: [stretchOf('a', 4), stretchOf('b', 4)] },
]

test('joined stretches trade as each does by itself, by the thresholds of its own window', () => {
  const { windows, traded, overall } = walkForwardFigures(joinStretches(stretches), { rule: RULE, bases: 2, seed: 1 })
  const alone = stretches.flatMap(({ number, cell, series }) =>
    series.flatMap((one) =>
      (cell ? simulateTrades(one, { ...RULE, ...cell }) : []).map((trade) => ({ number, trade })),
    ),
  )
  expect(alone.length).toBeGreaterThan(100)
  const rowless = ({ buyRow: _buy, sellRow: _sell, ...trade }: (typeof alone)[number]['trade']): object => trade
  for (const base of ['a', 'b']) {
    const ours = traded.find(({ series }) => series.base === base)
    expect(ours?.trades.map(rowless)).toEqual(
      alone.flatMap(({ trade }) => (trade.base === base ? [rowless(trade)] : [])),
    )
    for (const { buyRow, buyTime, sellRow, sellTime } of ours?.trades ?? [])
      expect([ours?.series.time[buyRow], ours?.series.time[sellRow]]).toEqual([buyTime, sellTime])
  }
  for (const { number, cell } of stretches) {
    const own = alone.filter((one) => one.number === number)
    expect(windows.get(number)?.trades).toBe(cell ? own.length : 0)
    expect(windows.get(number)?.gain).toBeCloseTo(own.reduce((sum, { trade }) => sum + trade.gain, 0) / 2, 12)
  }
  expect(overall.rows).toBe(7 * ROWS)
})

const sum = (values: Iterable<number>): number => [...values].reduce((all, one) => all + one, 0)

test('each base has its part of the capital, and months, bases, windows and days sum up to the same', () => {
  const options = { rule: RULE, seed: 1 }
  const { windows, bases, months, daily, overall } = walkForwardFigures(joinStretches(stretches), {
    ...options,
    bases: 2,
  })
  expect(sum([...windows.values()].map(({ gain }) => gain))).toBeCloseTo(overall.gain, 12)
  expect(sum(bases.map(({ gain }) => gain))).toBeCloseTo(overall.gain, 12)
  expect(sum(months.map(({ gain }) => gain))).toBeCloseTo(overall.gain, 12)
  expect(sum(daily.returns)).toBeCloseTo(overall.gain, 12)
  // The second window traded nothing, and its day counts.
  expect([...daily.days].map((day) => day - START / DAY)).toEqual([0, 1, 2, 3])
  expect(daily.returns[1]).toBe(0)
  expect(new Set(months.map(({ month }) => month))).toEqual(new Set([Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1)]))
  // A third base without any row has its part of the capital too.
  const three = walkForwardFigures(joinStretches(stretches), { ...options, bases: 3 })
  expect(three.overall.gain).toBeCloseTo((overall.gain * 2) / 3, 12)
  expect(three.overall.maxDrawdown).toBeCloseTo((overall.maxDrawdown * 2) / 3, 12)
})
