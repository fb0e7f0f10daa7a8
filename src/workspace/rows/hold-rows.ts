import { allocateSharedRows } from '../../runtime/shared-memory.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { collectLabels } from '../../datasets/pool-rows.js'
import { createMemorySink } from '../../datasets/row-sink.js'
import { scoringRows, type PreparedRows, type RowSources } from './prepared-rows.js'
import type { PreparedSets } from './prepare-sets.js'
import { streamedSet } from './streamed-sets.js'
import type { RowPlan } from './row-plan.js'

/**
 * Rows in memory, which holds little beside them: they are read a month at a time. With `shared` threads can read them where
 * they lie.
 */
export async function holdRows(
  plan: RowPlan,
  sources: RowSources,
  sets: PreparedSets,
  shared: boolean,
): Promise<PreparedRows> {
  const inputs = inputNames(plan.features.value)
  const width = inputs.length
  const training = streamedSet(plan, sources, sets, 'training')
  const validation = streamedSet(plan, sources, sets, 'validation')
  const { rows } = training.windows
  const { features, labels } = shared ? allocateSharedRows(rows, width) : ownRows(rows, width)
  const sink = createMemorySink(features, width)
  await training.expand(sink)
  const bases = await training.scale(sink, plan.request.scaler)
  const judged = createMemorySink(new Float32Array(validation.windows.rows * width), width)
  await validation.expand(judged)
  const matrix = { rows, inputs, features, ...collectLabels(training.windows, labels), bases }
  return { matrix, validation: scoringRows(judged, validation.windows, matrix), close: async () => {} }
}

function ownRows(rows: number, width: number): ReturnType<typeof allocateSharedRows> {
  return { features: new Float32Array(rows * width), labels: new Uint8Array(rows) }
}
