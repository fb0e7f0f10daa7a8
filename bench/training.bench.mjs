// Samples a second of whole training steps: forward, gradient, Adam, with random rows of data in memory; the memory that
// training takes; scores. With `--full`: how long the original's workload takes, shortened by `--days=60 --epochs=2`.
import { fullRows, memoryRows } from './lib/full-workload.mjs'
import { inferenceRows } from './lib/inference.mjs'
import { denseRow } from './lib/row-training.mjs'
import { sequenceRow } from './lib/sequence-training.mjs'

const cases = [
  { units: [20, 24, 16], batchSize: 32, target: { torch: 8, keras: 20, sklearn: 3 } },
  { units: [20, 24, 16], batchSize: 1024, target: { torch: 2.5, keras: 5, sklearn: 3 } },
  { units: [110, 132, 88], batchSize: 1024, target: { torch: 1.3, keras: 1.5, sklearn: 1.5 } },
]

export async function rows(progress, { full, days, epochs } = {}) {
  if (full)
    return fullRows(progress, { ...(days && { days: Number(days) }), ...(epochs && { epochs: Number(epochs) }) })
  const results = []
  for (const one of cases) results.push(await denseRow(one, progress))
  results.push(await sequenceRow(progress))
  return [...results, ...(await memoryRows(progress)), ...(await inferenceRows(progress))]
}
