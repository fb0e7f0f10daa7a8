import { join } from 'node:path'
import { z } from 'zod'
import { sha256 } from '../../core/hash.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { collectLabels } from '../../datasets/pooled-windows.js'
import type { PooledBase } from '../../datasets/training-matrix.js'
import {
  createRowFile,
  openRowFile,
  type RowFile,
  type RowFileShape,
  type RowFileWriter,
} from '../../store/rows/row-file.js'
import { ROW_FILE_SUFFIX } from '../../store/rows/unused-row-files.js'
import type { RowSources } from './data-sources.js'
import { scoringRows, type PreparedRows, type RowForm } from './prepared-rows.js'
import type { RowPlan } from './plan-rows.js'
import type { Splits } from './split-rows.js'
import { streamSplit } from './streamed-rows.js'

/** What is kept of the bases behind the rows; of the validation rows nothing. */
const remarkSchema = z.strictObject({
  key: z.string(),
  bases: z.array(
    z.strictObject({
      base: z.string(),
      from: z.int(),
      rows: z.int(),
      center: z.array(z.number()),
      scale: z.array(z.number()),
    }),
  ),
})
type Remark = z.output<typeof remarkSchema>

/**
 * Rows in files of the folder, made a month at a time where they are not there yet. A file's name is the hash of all that its
 * rows are made from, so that nothing stale is used; it may be removed at any time. One that is damaged is made again.
 */
export async function memoryMapRows(
  plan: RowPlan,
  sources: RowSources,
  sets: Splits,
  { folder, scaler, sampleWeights }: RowForm & { readonly folder: string },
): Promise<PreparedRows> {
  const { features } = plan
  const inputs = inputNames(features.value)
  const width = inputs.length
  const training = streamSplit(plan, sources, sets, 'training')
  const { labels, weights, samples } = collectLabels(training.windows)
  const { rows } = training.windows
  const weighted = sampleWeights === 'loss' && weights !== undefined
  const trained = await rowFile(sources, {
    folder,
    key: keyOf(plan, sets.training, { scaler, weighted }),
    shape: { rows, width, labels: true, weights: weighted },
    make: async (writer) => {
      await training.expand(writer)
      await writer.writeLabels(Int32Array.from(labels))
      if (weighted) await writer.writeWeights(weights)
      return training.scale(writer, scaler)
    },
  })
  const validation = streamSplit(plan, sources, sets, 'validation')
  const judged = await rowFile(sources, {
    folder,
    key: keyOf(plan, sets.validation, 'raw'),
    shape: { rows: validation.windows.rows, width, labels: false, weights: false },
    make: async (writer) => {
      await validation.expand(writer)
      return []
    },
  })
  const matrix = { rows, inputs, labels, weights, samples, bases: trained.bases, mapped: trained.file }
  return {
    matrix,
    validation: scoringRows(judged.file, validation.windows, matrix),
    close: async () => {
      await trained.file.close()
      await judged.file.close()
    },
  }
}

/** What rows are made from, hashed. */
function keyOf({ features, target, events, window }: RowPlan, sets: Splits['training'], form: unknown): string {
  const made = [features, target, events].map((one) => one && [one.value.id, one.value.version, one.sourceHash])
  const bases = sets.map(({ loaded, rows }) => [loaded.base, loaded.candlesHash, rows.runs])
  return sha256(JSON.stringify([made, window, form, bases]))
}

interface SelectedRows {
  readonly folder: string
  readonly key: string
  readonly shape: RowFileShape
  readonly make: (writer: RowFileWriter) => Promise<readonly PooledBase[]>
}

interface FoundRows {
  readonly file: RowFile
  readonly bases: readonly PooledBase[]
}

/** The file of these rows, made where it is not there, or not whole. */
async function rowFile({ log, clock }: RowSources, { folder, key, shape, make }: SelectedRows): Promise<FoundRows> {
  const path = join(folder, `${key}${ROW_FILE_SUFFIX}`)
  const there = await openRows(path, key, shape, clock.now())
  if (there && there !== 'damaged') return there
  if (there === 'damaged') log?.(`${path} was damaged, and is made again`)
  const writer = await createRowFile(path, shape)
  try {
    const bases = await make(writer)
    await writer.commit(remarkOf(key, bases))
  } finally {
    await writer.discard()
  }
  const made = await openRows(path, key, shape, clock.now())
  if (made && made !== 'damaged') return made
  throw new Error(`${path} was just written, yet is not as it was written`)
}

async function openRows(
  path: string,
  key: string,
  shape: RowFileShape,
  now: number,
): Promise<FoundRows | 'damaged' | undefined> {
  const file = await openRowFile(path, now)
  if (!file || file === 'damaged') return file
  const remark = remarkSchema.safeParse(file.metadata)
  if (remark.success && remark.data.key === key && JSON.stringify(file.shape) === JSON.stringify(shape))
    return { file, bases: basesIn(remark.data) }
  await file.close()
  return 'damaged'
}

function remarkOf(key: string, bases: readonly PooledBase[]): Remark {
  return {
    key,
    bases: bases.map(({ scaler, ...base }) => ({ ...base, center: [...scaler.center], scale: [...scaler.scale] })),
  }
}

function basesIn({ bases }: Remark): PooledBase[] {
  return bases.map(({ center, scale, ...base }) => ({
    ...base,
    scaler: { center: Float32Array.from(center), scale: Float32Array.from(scale) },
  }))
}
