import { expect, test } from 'vitest'
import { buildTargetReport } from '../../../src/assessment/definitions/build-target-report.js'
import { summarizeCeiling, tradeLabels } from '../../../src/assessment/definitions/label-ceiling.js'
import { thresholdMatrix } from '../../../src/assessment/threshold-matrix.js'
import { tradeGain } from '../../../src/assessment/simulate-trades.js'
import { createRng } from '../../../src/core/rng.js'
import { labelledSeries } from './labels.js'

const FEE = 0.001

function randomLabels(base: string, seed: number) {
  const rng = createRng(seed)
  const minutes = Array.from({ length: 4000 }, (_, i) => 28_000_000 + i + (i > 2500 ? 700 : 0))
  return labelledSeries(
    base,
    minutes,
    minutes.map(() => Math.max(0, rng.below(30) - 27)),
  )
}

test('trades on the labels are those of every cell of the matrix on perfect scores', () => {
  const series = [randomLabels('fil', 1), randomLabels('near', 2)]
  const scored = series.map((one) => {
    const score = (label: number): Float32Array => Float32Array.from(one.target, (value) => (value === label ? 1 : 0))
    return { ...one, hold: score(0), buy: score(1), sell: score(2) }
  })
  for (const [fee, kind] of [
    [0, 'free'],
    [FEE, 'paid'],
  ] as const) {
    const matrix = thresholdMatrix(scored, { fee })
    const gains = summarizeCeiling(
      series.map((one) => ({ series: one, trades: tradeLabels(one, FEE) })),
      FEE,
    )[kind]
    expect(gains.trades).toBeGreaterThan(50)
    for (const [buy, row] of matrix.gain.entries()) {
      for (const [sell, gain] of row.entries()) {
        expect(gains.gain).toBeCloseTo(gain, 9)
        expect(gains.trades).toBe(matrix.count[buy]?.[sell])
      }
    }
  }
})

test('a trade by hand: bought at the first buy, sold at the sell', () => {
  const series = { ...labelledSeries('fil', [1, 2, 3, 4], [1, 1, 0, 2]), close: Float64Array.of(100, 90, 95, 110) }
  const { free, paid, buyAndHold } = summarizeCeiling([{ series, trades: tradeLabels(series, FEE) }], FEE)
  expect(free).toMatchObject({ trades: 1, wins: 1 })
  // It is marked by the minute: at 90 a tenth of the stake was lost.
  expect(free.maxDrawdown).toBeCloseTo(0.1, 12)
  expect(free.gain).toBeCloseTo(0.1, 12)
  expect(paid.gain).toBeCloseTo(tradeGain(100, 110, FEE), 12)
  expect(buyAndHold).toBeCloseTo(tradeGain(100, 110, FEE), 12)
})

test('a report ends its curves at the gains that it tells, and has none without a fee', () => {
  const series = [randomLabels('fil', 3), randomLabels('near', 4)]
  const input = {
    definition: { id: 'T', version: 1, history: 1, horizon: 28, classes: ['hold', 'buy', 'sell'] },
    simulated: false,
    sets: ['all' as const],
    bases: ['fil', 'near'],
    rows: [],
    parts: series.map((one) => ({ set: 'all' as const, series: one })),
  }
  const report = buildTargetReport({ ...input, fee: FEE })
  const [all] = report.overall
  expect(report.ceiling?.overall.free.gain.at(-1)).toBeCloseTo(all?.ceiling?.free.gain ?? Number.NaN, 9)
  expect(report.ceiling?.overall.paid.gain.at(-1)).toBeCloseTo(all?.ceiling?.paid.gain ?? Number.NaN, 9)
  expect(report.ceiling?.overall.hold.gain.at(-1)).toBeCloseTo(all?.ceiling?.buyAndHold ?? Number.NaN, 9)
  expect(report.parts.map(({ base }) => base)).toEqual(['fil', 'near'])
  expect(all?.runs.reduce((sum, { rows }) => sum + rows, 0)).toBe(8000)
  const without = buildTargetReport(input)
  expect(without.ceiling).toBeUndefined()
  expect(without.overall[0]?.ceiling).toBeUndefined()
})

test('the separate rows of a report share no minute after their own; the history of a target is no part of its length', () => {
  const minutes = Array.from({ length: 200 }, (_, i) => 28_000_000 + i)
  const series = labelledSeries(
    'fil',
    minutes,
    minutes.map(() => 1),
  )
  const separate = (history: number): number | undefined =>
    buildTargetReport({
      definition: { id: 'T', version: 1, history, horizon: 9, classes: ['hold', 'buy', 'sell'] },
      simulated: false,
      sets: ['all'],
      bases: ['fil'],
      rows: [],
      parts: [{ set: 'all', series }],
    }).overall[0]?.runs[1]?.separate
  expect([separate(0), separate(60)]).toEqual([20, 20])
})
