// Samples a second of whole fits: forward, gradient, Adam, with random rows of data in memory, on labels that can be learnt and on noisy
// ones; the memory that training takes; scores. With `--full`: how long the original's workload takes, shortened by
// `--days=60 --epochs=2`. `--only=dense,sequence,memory,inference` leaves the others out.
import { fullRows, memoryRows } from './lib/full-workload.mjs'
import { flopLimits } from './lib/flop-limits.mjs'
import { inferenceRows } from './lib/inference.mjs'
import { denseRow } from './lib/row-training.mjs'
import { GRU, TCN, sequenceRow } from './lib/sequence-training.mjs'
import { trainingTable } from './lib/training-table.mjs'

const cases = [
  { units: [20, 24, 16], batchSize: 32, target: { torch: 45, keras: 40, sklearn: 20 } },
  { units: [20, 24, 16], batchSize: 1024, target: { torch: 6, keras: 7, sklearn: 5 } },
  { units: [110, 132, 88], batchSize: 1024, target: { torch: 1, keras: 1.5, sklearn: 1.5 } },
]

/**
 * @param {(line: string) => void} progress
 * @param {{ full?: unknown, days?: string, epochs?: string, only?: string }} options
 */
export async function rows(progress, { full, days, epochs, only = 'dense,sequence,memory,inference' } = {}) {
  if (full)
    return fullRows(progress, { ...(days && { days: Number(days) }), ...(epochs && { epochs: Number(epochs) }) })
  const parts = only.split(',')
  const fits = []
  const limits = []
  const add = (fit) => {
    fits.push(fit)
    progress(trainingTable([fit]).at(-1))
  }
  if (parts.includes('dense')) {
    const { rows, shareOf } = await flopLimits(progress)
    limits.push(...rows)
    for (const one of cases) {
      for (const noisy of [false, true]) add(shareOf(await denseRow({ ...one, noisy }, progress)))
    }
  }
  if (parts.includes('sequence')) for (const net of [GRU, TCN]) add(await sequenceRow(net, progress))
  for (const line of trainingTable(fits)) progress(line)
  return [
    ...fits,
    ...limits,
    ...(parts.includes('memory') ? await memoryRows(progress) : []),
    ...(parts.includes('inference') ? await inferenceRows(progress) : []),
  ]
}
