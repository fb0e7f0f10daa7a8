import { expect, test } from 'vitest'
import { robustThresholds } from '../../src/assessment/robust-thresholds.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { simulateTrades } from '../../src/assessment/simulate-trades.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'

/** Scores that know the next minute by `skill`, on a price that goes nowhere. */
function series(rows: number, skill: number): ScoredSeries {
  const rng = createRng(3, rows)
  const change = Float64Array.from({ length: rows }, () => 0.004 * rng.normal())
  const close = new Float64Array(rows).fill(1)
  for (let row = 1; row < rows; row++) close[row] = (close[row - 1] ?? 1) * (1 + (change[row] ?? 0))
  const buy = new Float32Array(rows)
  const sell = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const tendency = 0.5 + 60 * skill * (change[row + 1] ?? 0) + 0.2 * rng.normal()
    buy[row] = Math.min(0.99, Math.max(0, tendency))
    sell[row] = 0.99 - (buy[row] ?? 0)
  }
  return {
    base: 'a',
    ranges: [{ from: 0, to: rows }],
    time: Float64Array.from({ length: rows }, (_, row) => row * MINUTE),
    close,
    target: new Uint8Array(rows),
    hold: new Float32Array(rows),
    buy,
    sell,
  }
}

test('the chosen cell has the highest lower bound of all cells with enough trades', () => {
  const one = series(4000, 1)
  const matrix = thresholdMatrix([one], { fee: 0.0005 })
  const chosen = robustThresholds([one], matrix, { seed: 1 })
  expect(chosen?.count).toBeGreaterThanOrEqual(30)
  expect(chosen?.lower).toBeGreaterThan(0)
  expect(chosen?.lower).toBeLessThan(chosen?.gain ?? 0)
  for (const buyThreshold of matrix.thresholds) {
    for (const sellThreshold of matrix.thresholds) {
      const gains = simulateTrades(one, { buyThreshold, sellThreshold, fee: 0.0005 }).map(({ gain }) => gain)
      if (gains.length < 30) continue
      // The normal approximation of the same bound, with room for what 500 draws miss it by.
      const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
      const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length
      const spread = Math.sqrt(variance * gains.length)
      const lower = mean * gains.length - 1.645 * spread
      expect(lower).toBeLessThan((chosen?.lower ?? 0) + 0.3 * spread)
      if (chosen?.buyThreshold === buyThreshold && chosen.sellThreshold === sellThreshold) {
        expect(Math.abs(chosen.lower - lower)).toBeLessThan(0.3 * spread)
      }
    }
  }
  expect(robustThresholds([one], matrix, { seed: 1 })).toEqual(chosen)
})

test('without skill no lower bound is above zero; with too few trades there is no cell', () => {
  const blind = series(4000, 0)
  const matrix = thresholdMatrix([blind], { fee: 0.001 })
  expect(robustThresholds([blind], matrix, { seed: 1 })?.lower).toBeLessThan(0)
  const few = series(20, 1)
  expect(robustThresholds([few], thresholdMatrix([few], { fee: 0 }), { seed: 1 })).toBeUndefined()
})
