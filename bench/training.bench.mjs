// Samples a second of whole training steps: forward, gradient, Adam, with random rows of data in memory.
import { rngOf } from '../dist/core/rng.js'
import { openTrainer } from '../dist/nets/trainer.js'
import { alternate, row } from './lib/measure.mjs'
import { sequenceRow } from './lib/sequence-training.mjs'

const ROWS = 1_000_000
const CLASSES = 3

const cases = [
  { units: [20, 24, 16], batchSize: 32, samples: 400_000 },
  { units: [20, 24, 16], batchSize: 1024, samples: 1_500_000 },
  { units: [110, 132, 88], batchSize: 1024, samples: 200_000 },
]

export async function rows(progress) {
  const results = []
  for (const { units, batchSize, samples } of cases) {
    const [inputs, ...hidden] = units
    const name = `${[...units, CLASSES].join('-')}, batch ${batchSize}`
    progress(name)
    const trainer = await openTrainer({ ...trainingData(inputs), layers: layersOf(hidden), inputs, batchSize, seed: 1 })
    try {
      const run = trainingRun(trainer, batchSize, samples)
      const { ours } = await alternate({ ours: run })
      const steps = Math.ceil(samples / batchSize)
      const figures = { ours: (steps * batchSize * 1000) / ours, better: 'more' }
      results.push(row({ name, metric: 'training', unit: 'samples/s', ...figures }))
    } finally {
      await trainer.close()
    }
  }
  results.push(await sequenceRow(progress))
  return results
}

function layersOf(hidden) {
  const dense = hidden.map((units) => ({ type: 'dense', units, activation: 'relu' }))
  return [...dense, { type: 'dense', units: CLASSES, activation: 'softmax' }]
}

function trainingData(inputs) {
  const rng = rngOf(1)
  const features = Float32Array.from({ length: ROWS * inputs }, () => rng.float() * 2 - 1)
  const labels = Uint8Array.from({ length: ROWS }, (_, i) => {
    const sum = features[i * inputs] + features[i * inputs + 1] * features[i * inputs + 2]
    return sum > 0.4 ? 1 : sum < -0.4 ? 2 : 0
  })
  return { classes: CLASSES, data: { rows: ROWS, features, labels } }
}

/** Trains on `samples` random rows in chunks of about 32 768, as a fit does, with the indices drawn beforehand. */
function trainingRun(trainer, batchSize, samples) {
  const rng = rngOf(2)
  const steps = Math.ceil(samples / batchSize)
  const chunk = Math.max(1, Math.floor(32_768 / batchSize))
  const indices = Int32Array.from({ length: steps * batchSize }, () => rng.below(ROWS))
  let done = 0
  return async () => {
    for (let step = 0; step < steps; step += chunk) {
      const rows = indices.subarray(step * batchSize, Math.min(steps, step + chunk) * batchSize)
      const { losses } = await trainer.run({ rows, firstStep: done })
      if (!losses.every(Number.isFinite)) throw new Error('the loss is no number')
      done += losses.length
    }
  }
}
