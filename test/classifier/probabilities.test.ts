import { expect, test } from 'vitest'
import { meanClassWeights } from '../../src/classifier/class-weights.js'
import { createFitBatches, toTrainerSpec } from '../../src/classifier/trainer-spec.js'
import type { FitOptions } from '../../src/classifier/fit-options.js'
import { DEFAULT_LEARNING } from '../../src/config/training-fields.js'
import { type Learning } from '../../src/classifier/learning.js'
import { SAMPLE_WEIGHT_USES } from '../../src/config/training-fields.js'
import { createRng } from '../../src/core/rng.js'
import { SAMPLINGS } from '../../src/datasets/sampling.js'
import { scoresToProbabilities } from '../../src/classifier/probabilities.js'
import { priorCounts } from '../../src/classifier/probabilities.js'
import { sampleClassifier } from './sample-classifier.js'

const CLASSES = ['hold', 'buy', 'sell']
const COUNTS = [2000, 600, 400]
const ROWS = 3000
const rng = createRng(8)
const labels = Uint8Array.from({ length: ROWS }, (_, row) => (row < 2000 ? 0 : row < 2600 ? 1 : 2))
/** Rows of buy weigh three times as much as those of hold, those of sell half. */
const weights = Float32Array.from(labels, (label) => (0.5 + rng.float()) * ([1, 3, 0.5][label] ?? 0))

/** How much an epoch makes of each class: rows that are drawn, by the factors of their losses. */
function seenMass(options: FitOptions): Float32Array {
  const batches = createFitBatches(options)
  const { loss, data } = toTrainerSpec(options, batches)
  const rowWeights = 'features' in data ? data.sampleWeights : undefined
  const mass = new Float32Array(CLASSES.length)
  for (const row of batches.rows(1, 0, batches.stepsPerEpoch)) {
    const label = labels[row] ?? 0
    mass[label] = (mass[label] ?? 0) + (rowWeights?.[row] ?? 1) * (loss?.classWeights?.[label] ?? 1)
  }
  return mass
}

const cases = SAMPLINGS.flatMap((sampling) =>
  SAMPLE_WEIGHT_USES.flatMap((use) =>
    (sampling === 'weighted' ? [undefined] : [undefined, { buy: 2, sell: 5 }]).map(
      (classWeights) => [sampling, use, classWeights] as const,
    ),
  ),
)

test.each(cases)(
  'a net that knows nothing but what it saw gives each class its frequency: %s sampling, weights to %s, class weights %j',
  (sampling, sampleWeights, classWeights) => {
    const learning: Learning = { ...DEFAULT_LEARNING, sampleWeights, ...(classWeights && { classWeights }) }
    const scaler = { center: Float32Array.of(0), scale: Float32Array.of(1) }
    const training = {
      rows: ROWS,
      inputs: ['x'],
      features: new Float32Array(ROWS),
      labels,
      weights,
      bases: [{ base: 'fil', from: 0, rows: ROWS, scaler }],
    }
    const seen = seenMass({
      layers: [{ type: 'dense', units: 3, activation: 'softmax' }],
      classes: CLASSES,
      training,
      validation: [],
      seed: 1,
      epochs: 1,
      patience: 1,
      batchSize: 100,
      sampling,
      learning,
      evaluate: () => ({ gain: 0, count: 0, buyThreshold: 0.5, sellThreshold: 0.5 }),
    })
    const meanWeights = meanClassWeights(training, CLASSES.length, { sampling, use: sampleWeights })
    const { description } = sampleClassifier
    const counts = priorCounts({
      ...description,
      classCounts: COUNTS,
      training: { ...description.training, sampling, learning, ...(meanWeights && { meanWeights }) },
    })
    const total = seen.reduce((sum, one) => sum + one, 0)
    const scores = seen.map((one) => one / total)
    const probabilities = counts ? scoresToProbabilities(scores, counts) : scores
    for (const [index, count] of COUNTS.entries())
      expect(Math.abs((probabilities[index] ?? NaN) - count / ROWS)).toBeLessThan(0.005)
  },
)
