import { describe, expect, test } from 'vitest'
import { createFitBatches, toTrainerSpec } from '../../src/classifier/trainer-spec.js'
import type { FitOptions } from '../../src/classifier/fit-options.js'
import { DEFAULT_LEARNING } from '../../src/config/training-fields.js'
import { type Learning } from '../../src/classifier/learning.js'

const scaler = { center: Float32Array.of(0), scale: Float32Array.of(1) }
const LABELS = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2)

function optionsWith(weights: readonly number[], sampleWeights: Learning['sampleWeights']): FitOptions {
  return {
    layers: [{ type: 'dense', units: 3, activation: 'softmax' }],
    classes: ['hold', 'buy', 'sell'],
    training: {
      rows: 8,
      inputs: ['x'],
      features: new Float32Array(8),
      labels: LABELS,
      weights: Float32Array.from(weights),
      bases: [
        { base: 'fil', from: 0, rows: 5, scaler },
        { base: 'near', from: 5, rows: 3, scaler },
      ],
    },
    validation: [],
    seed: 1,
    epochs: 1,
    patience: 1,
    batchSize: 4,
    sampling: 'weighted',
    learning: { ...DEFAULT_LEARNING, sampleWeights },
    evaluate: () => ({ gain: 0, count: 0, buyThreshold: 0.5, sellThreshold: 0.5 }),
  }
}

describe('weighted sampling', () => {
  test.each(['draw', 'loss'] as const)(
    'makes all classes count the same with rows that are weighted too: %s',
    (use) => {
      const weights = [1, 1, 1, 1, 0.5, 0.5, 4, 2]
      const { loss } = toTrainerSpec(optionsWith(weights, use), { ...createFitBatches(optionsWith(weights, use)) })
      const mass = [0, 1, 2].map((index) =>
        weights.reduce((sum, weight, row) => (LABELS[row] === index ? sum + weight : sum), 0),
      )
      const products = mass.map((sum, index) => sum * (loss?.classWeights?.[index] ?? NaN))
      for (const product of products) expect(product).toBeCloseTo(products[0] ?? NaN, 9)
      expect(products.reduce((sum, product) => sum + product, 0)).toBeCloseTo(
        weights.reduce((sum, weight) => sum + weight, 0),
        9,
      )
    },
  )

  test('goes by numbers of rows where their weights are ignored', () => {
    const options = optionsWith([9, 9, 9, 9, 1, 1, 1, 1], 'ignore')
    expect(toTrainerSpec(options, createFitBatches(options)).loss?.classWeights).toEqual([8 / 12, 8 / 6, 8 / 6])
  })
})

describe('a weight that is no number from 0', () => {
  test.each([NaN, -1, Infinity])('%d is refused, whatever weights are for, unless for nothing', (odd) => {
    const weights = [1, 1, 1, 1, 1, 1, odd, 1]
    for (const use of ['draw', 'loss'] as const)
      expect(() => createFitBatches(optionsWith(weights, use))).toThrow(
        `a training row of near has the weight ${odd}: expected 0 or more; correct the target's column weight`,
      )
    expect(createFitBatches(optionsWith(weights, 'ignore')).stepsPerEpoch).toBe(2)
  })

  test('does not matter in a minute that is no row to learn from', () => {
    const options = optionsWith([NaN, 1, 1, 1, 1, 1, 1, 1], 'draw')
    const training = { ...options.training, samples: Int32Array.of(1, 2, 3, 4, 5, 6, 7) }
    expect(createFitBatches({ ...options, training }).stepsPerEpoch).toBe(2)
  })
})
