// Samples a second of whole training steps: forward, gradient, Adam, with random rows of data in memory.
import { denseRow } from './lib/row-training.mjs'
import { sequenceRow } from './lib/sequence-training.mjs'

const cases = [
  { units: [20, 24, 16], batchSize: 32, target: { torch: 8, keras: 20, sklearn: 3 } },
  { units: [20, 24, 16], batchSize: 1024, target: { torch: 2.5, keras: 5, sklearn: 3 } },
  { units: [110, 132, 88], batchSize: 1024, target: { torch: 1.3, keras: 1.5, sklearn: 1.5 } },
]

export async function rows(progress) {
  const results = []
  for (const one of cases) results.push(await denseRow(one, progress))
  results.push(await sequenceRow(progress))
  return results
}
