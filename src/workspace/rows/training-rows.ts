import { messageOf } from '../../core/errors.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { collectLabels } from '../../datasets/pooled-windows.js'
import { createMemorySink } from '../../datasets/row-sink.js'
import { ordinalsOf, type SetRows } from '../../datasets/set-rows.js'
import { selectWindowRows } from '../../datasets/window-rows.js'
import { allocateSharedRows } from '../../runtime/shared-memory.js'
import { removeUnusedRowFiles } from '../../store/rows/unused-row-files.js'
import type { RowSources } from './data-sources.js'
import { memoryMapRows } from './memory-mapped-rows.js'
import type { RowPlan } from './plan-rows.js'
import { scoringRows, type PreparedRows, type RowForm } from './prepared-rows.js'
import type { Splits } from './split-rows.js'
import { streamSplit } from './streamed-rows.js'

const MEGABYTE = 1024 * 1024

/** Where rows are held. */
export interface RowLimits {
  /** Of training rows that may be in memory. */
  readonly megabytes: number
  /** Megabytes of files of rows that are kept. */
  readonly disk: number
  /** Whether threads are to read them where they lie. */
  readonly shared: boolean
}

/**
 * Expands the rows of both sets: in memory, or, where they are more than the limit, in files that are memory-mapped; the bits
 * are the same. Files of rows that nobody needs any more are removed. Throws UserError where a feature is not a finite number.
 */
export async function prepareRows(
  plan: RowPlan,
  sources: RowSources,
  sets: Splits,
  { megabytes, disk, ...form }: RowForm & RowLimits,
): Promise<PreparedRows> {
  const { rowFolder: folder, log } = sources
  if (folder === undefined) return rowsInMemory(plan, sources, sets, form)
  const rows =
    trainingBytes(plan, sets) > megabytes * MEGABYTE
      ? await memoryMapRows(plan, sources, sets, { ...form, folder })
      : await rowsInMemory(plan, sources, sets, form)
  // Behind it, so that those of this training are in use.
  await removeOldRows(folder, sources, disk).catch((error: unknown) => {
    log?.(`files of training rows in ${folder} cannot be removed: ${messageOf(error)}`)
  })
  return rows
}

/** Days after its last use that a file of rows is removed. */
const MAX_UNUSED_DAYS = 14

async function removeOldRows(folder: string, { clock, log }: RowSources, disk: number): Promise<void> {
  const retention = { now: clock.now(), maxAgeDays: MAX_UNUSED_DAYS, maxBytes: disk * MEGABYTE }
  const { files, bytes } = await removeUnusedRowFiles(folder, retention)
  if (files === 0) return
  const what = `${files} ${files === 1 ? 'file' : 'files'} of training rows, ${Math.ceil(bytes / MEGABYTE)} MB`
  log?.(`removed from ${folder}: ${what}, not used for ${MAX_UNUSED_DAYS} days or beyond ${disk} MB (training.disk)`)
}

/** What the expanded training rows take. */
function trainingBytes({ features, window }: RowPlan, { training }: Splits): number {
  const rows = training.reduce((sum, chosen) => sum + rowsWithWindows(chosen.rows, window), 0)
  return 4 * rows * inputNames(features.value).length
}

/** How many rows there are with those before them. */
function rowsWithWindows({ runs, rows }: SetRows, window: number): number {
  return window === 1 ? rows : selectWindowRows(ordinalsOf(runs), window).ordinals.length
}

/**
 * Rows in memory, which holds little beside them: they are read a month at a time. With `shared` threads can read them where
 * they lie.
 */
async function rowsInMemory(
  plan: RowPlan,
  sources: RowSources,
  sets: Splits,
  { scaler, shared }: RowForm & Pick<RowLimits, 'shared'>,
): Promise<PreparedRows> {
  const inputs = inputNames(plan.features.value)
  const width = inputs.length
  const training = streamSplit(plan, sources, sets, 'training')
  const validation = streamSplit(plan, sources, sets, 'validation')
  const { rows } = training.windows
  const { features, labels } = shared ? allocateSharedRows(rows, width) : allocateRows(rows, width)
  const sink = createMemorySink(features, width)
  await training.expand(sink)
  const bases = await training.scale(sink, scaler)
  const judged = createMemorySink(new Float32Array(validation.windows.rows * width), width)
  await validation.expand(judged)
  const matrix = { rows, inputs, features, ...collectLabels(training.windows, labels), bases }
  return { matrix, validation: scoringRows(judged, validation.windows, matrix), close: async () => {} }
}

function allocateRows(rows: number, width: number): ReturnType<typeof allocateSharedRows> {
  return { features: new Float32Array(rows * width), labels: new Uint8Array(rows) }
}
