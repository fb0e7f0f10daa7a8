import { expect, test } from 'vitest'
import { attributeGain } from '../../../src/assessment/attribution/gain-attribution.js'
import { calibrationOf } from '../../../src/assessment/attribution/calibration.js'
import { handSeries } from './hand-series.js'

const columns = (rows: readonly (readonly [number, number, number])[], target: readonly number[]) => ({
  ...handSeries(
    '.'.repeat(rows.length),
    rows.map(() => 1),
  ),
  hold: Float32Array.from(rows, ([hold]) => hold),
  buy: Float32Array.from(rows, ([, buy]) => buy),
  sell: Float32Array.from(rows, ([, , sell]) => sell),
  target: Uint8Array.from(target),
})

test('Brier score and skill by hand, of scores as they are', () => {
  const rows = [
    [0.5, 0.5, 0],
    [1, 0, 0],
  ] as const
  const { brier, classes, isCorrected, rows: counted } = calibrationOf([columns(rows, [1, 0])], {})
  // First row: 0.25 for hold and 0.25 for buy; the second is right. Mean over two rows.
  expect(brier).toBeCloseTo(0.25, 12)
  expect([isCorrected, counted]).toEqual([false, 2])
  expect(classes.map(({ name, share, skill }) => [name, share, skill])).toEqual([
    ['hold', 0.5, 0.5],
    ['buy', 0.5, 0.5],
    ['sell', 0, null],
  ])
})

test('scores of balanced batches are corrected by how frequent the classes were', () => {
  const series = columns([[0.5, 0.5, 0]], [0])
  const { classes, isCorrected } = calibrationOf([series], { counts: [90, 10, 10] })
  expect(isCorrected).toBe(true)
  expect(classes[0]?.probabilities.bins[0]?.predicted).toBeCloseTo(0.9, 6)
  expect(classes[0]?.scores.bins[0]?.predicted).toBeCloseTo(0.5, 6)
})

test('rows in which nothing is decided are not counted', () => {
  const rows = [
    [1, 0, 0],
    [0.2, 0.8, 0],
  ] as const
  expect(calibrationOf([columns(rows, [1, 1])], { atEvents: true }).rows).toBe(1)
})

test('the extreme trades come first', () => {
  const series = handSeries('+-+-+-', [10, 11, 10, 9, 10, 10])
  const rule = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0 }
  const trades = [0.1, -0.1, 0].map((gain, i) => ({
    base: 'a',
    buyRow: 2 * i,
    sellRow: 2 * i + 1,
    buyTime: 0,
    sellTime: 0,
    buyPrice: 1,
    sellPrice: 1,
    gain,
    minutes: 1,
    exit: 'signal' as const,
  }))
  const { bestTrades, worstTrades } = attributeGain([{ series, trades }], { rule })
  expect(bestTrades.map(({ gain }) => gain)).toEqual([0.1, 0, -0.1])
  expect(worstTrades.map(({ gain }) => gain)).toEqual([-0.1, 0, 0.1])
})
