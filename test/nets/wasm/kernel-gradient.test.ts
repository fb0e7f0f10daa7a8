import { describe, expect, it } from 'vitest'
import { rngOf } from '../../../src/core/rng.js'
import { dropoutPools } from '../../../src/nets/dropout-pools.js'
import type { Layer } from '../../../src/nets/net.js'
import { openTrainingSession } from '../../../src/nets/training-session.js'

const [INPUTS, CLASSES, BATCH, SEED] = [5, 3, 150, 4]
const UNITS = [7, 6, CLASSES]
const RATE = 0.25
const rng = rngOf(2)
const features = Float32Array.from({ length: BATCH * INPUTS }, () => rng.normal())
const labels = Uint8Array.from({ length: BATCH }, () => rng.below(CLASSES))
const classWeights = [0.5, 1, 2]

const layers: readonly Layer[] = [
  { type: 'dense', units: 7, activation: 'relu' },
  { type: 'dropout', rate: RATE },
  { type: 'dense', units: 6, activation: 'linear' },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]

/** The mean loss of the whole batch in plain float64. */
function lossOf(weights: Float64Array, mask: Float32Array): number {
  let loss = 0
  for (let row = 0; row < BATCH; row++) {
    let values = [...features.subarray(row * INPUTS, (row + 1) * INPUTS)]
    let at = 0
    for (const [layer, units] of UNITS.entries()) {
      const width = values.length
      const sums = Array.from({ length: units }, (_, unit) => {
        const products = values.map((value, i) => value * (weights[at + i * units + unit] ?? NaN))
        return products.reduce((sum, product) => sum + product, weights[at + width * units + unit] ?? NaN)
      })
      values = layer === 0 ? sums.map((sum, unit) => Math.max(0, sum) * (mask[row * units + unit] ?? NaN)) : sums
      at += (width + 1) * units
    }
    const label = labels[row] ?? NaN
    const powers = values.map(Math.exp)
    const score = (powers[label] ?? NaN) / powers.reduce((sum, power) => sum + power, 0)
    loss -= (classWeights[label] ?? NaN) * Math.log(score)
  }
  return loss / BATCH
}

describe('the kernel’s gradient', () => {
  it('is what finite differences of a plain loss give, masks and weights of classes included', async () => {
    const session = await openTrainingSession({
      layers,
      inputs: INPUTS,
      classes: CLASSES,
      batchSize: BATCH,
      seed: SEED,
      loss: { classWeights },
      engine: 'wasm',
      data: { rows: BATCH, features, labels },
    })
    const start = session.state()
    const [loss = NaN] = await session.run({ rows: Int32Array.from({ length: BATCH }, (_, i) => i), firstStep: 0 })
    // The first moment after the first step is the gradient.
    const [gradient = new Float32Array()] = session.state().moments
    await session.close()
    const pools = dropoutPools([{ rate: RATE, shape: [7] }], BATCH, SEED)
    const mask = pools.pool(0, 0).subarray(pools.firstRow(0, 0) * 7)
    expect(Math.abs(loss - lossOf(Float64Array.from(start.weights), mask))).toBeLessThan(1e-6)
    for (const [i, value] of gradient.entries()) {
      const ends = [1e-6, -1e-6].map((change) => {
        const moved = Float64Array.from(start.weights)
        moved[i] = (moved[i] ?? NaN) + change
        return lossOf(moved, mask)
      })
      const slope = ((ends[0] ?? NaN) - (ends[1] ?? NaN)) / 2e-6
      expect(Math.abs(value - slope), `weight ${i}`).toBeLessThan(1e-5)
    }
  })

  it('becomes no number with the loss where a feature is none, from that step on', async () => {
    const poisoned = features.slice()
    poisoned[3 * INPUTS] = NaN
    const session = await openTrainingSession({
      layers,
      inputs: INPUTS,
      classes: CLASSES,
      batchSize: 2,
      seed: SEED,
      engine: 'wasm',
      data: { rows: BATCH, features: poisoned, labels },
    })
    const losses = await session.run({ rows: Int32Array.of(0, 1, 2, 4, 5, 3, 6, 7), firstStep: 0 })
    await session.close()
    expect([...losses].map(Number.isFinite)).toEqual([true, true, false, false])
  })
})
