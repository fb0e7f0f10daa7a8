import { expect, test } from 'vitest'
import { classificationReport } from '../../src/classifier/classification-report.js'
import { isBetterEpoch } from '../../src/classifier/select-epoch.js'
import type { EpochReport } from '../../src/classifier/fit-options.js'
import { createRng } from '../../src/core/rng.js'

test('the figures of a small case worked out by hand', () => {
  const metrics = classificationReport(
    [
      { scores: Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25), target: Uint8Array.of(0, 0) },
      { scores: Float32Array.of(0.25, 0.5, 0.25, 1, 0, 0), target: Uint8Array.of(1, 1) },
    ],
    3,
  )
  // Predicted: 0, 1 of class 0; 1, 0 of class 1; nothing of class 2, which has no row either.
  expect(metrics.accuracy).toBe(0.5)
  expect(metrics.balancedAccuracy).toBe(0.5)
  expect(metrics.loss).toBeCloseTo((Math.log(2) + Math.log(4) + Math.log(2) + Math.log(1e7)) / 4, 9)
  expect(metrics.classes.map(({ precision, recall }) => [precision, recall])).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
    [null, null],
  ])
  // Class 0: 0.5 and 0.25 against 0.25 and 1: of four pairs one is in order and one is a tie.
  expect(metrics.classes.map(({ auc }) => auc)).toEqual([1.5 / 4, 1.5 / 4, null])
})

test('the area under the curve is the share of pairs in order', () => {
  const rng = createRng(8)
  const rows = 300
  const scores = Float32Array.from({ length: 2 * rows }, () => rng.below(20) / 20)
  const target = Uint8Array.from({ length: rows }, () => rng.below(2))
  let [pairs, ordered] = [0, 0]
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      if (target[a] !== 1 || target[b] !== 0) continue
      const [higher = 0, lower = 0] = [scores[2 * a + 1], scores[2 * b + 1]]
      pairs++
      ordered += higher > lower ? 1 : higher === lower ? 0.5 : 0
    }
  }
  const { classes } = classificationReport([{ scores, target }], 2)
  expect(classes[1]?.auc).toBeCloseTo(ordered / pairs, 12)
})

const epoch = (gain: number, lower: number | undefined, loss: number): EpochReport => {
  const cell = { gain, count: 40, buyThreshold: 0.5, sellThreshold: 0.5 }
  const validation = { loss, accuracy: 0.5, balancedAccuracy: 0.5, classes: [] }
  return { epoch: 1, loss: 1, ...cell, robust: lower === undefined ? undefined : { ...cell, lower }, validation }
}

test('the robust rule goes by lower bounds, then by having a cell, then by validation loss; the other by the gain', () => {
  expect(isBetterEpoch('seed', epoch(2, -1, 1), epoch(1, 1, 0))).toBe(true)
  expect(isBetterEpoch('robust', epoch(2, -1, 1), epoch(1, 1, 0))).toBe(false)
  expect(isBetterEpoch('robust', epoch(1, -5, 1), epoch(2, undefined, 0))).toBe(true)
  expect(isBetterEpoch('robust', epoch(1, undefined, 0), epoch(2, -5, 1))).toBe(false)
  expect(isBetterEpoch('robust', epoch(1, undefined, 0.5), epoch(2, undefined, 0.6))).toBe(true)
})
