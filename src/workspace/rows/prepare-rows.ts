import { isTrainedByKernel } from '../../classifier/trainer-spec.js'
import { toTrainerOptions } from '../../classifier/learning.js'
import { messageOf } from '../../core/errors.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { ordinalsOf, type SetRows } from '../../datasets/set-rows.js'
import { windowRows } from '../../datasets/window-rows.js'
import { removeUnusedRowFiles } from '../../store/rows/unused-rows.js'
import { holdRows } from './hold-rows.js'
import { mapRows } from './map-rows.js'
import type { PreparedRows, RowSources } from './prepared-rows.js'
import type { PreparedSets } from './prepare-sets.js'
import type { RowPlan } from './row-plan.js'
import type { TrainingPlan } from '../train/training-request.js'

const MEGABYTE = 1024 * 1024
/** What the kernel can address, with room for itself. */
const MOST_IN_KERNEL = 3500
/** ONNX Runtime copies rows that are not mapped, and is as fast with those that are. */
const MOST_IN_RUNTIME = 64

/**
 * The rows in memory, or, where they are more than the plan allows, in files that are mapped: the same bits either way. Throws
 * UserError where a feature is not a finite number.
 */
export function prepareRows(plan: TrainingPlan, sources: RowSources, sets: PreparedSets): Promise<PreparedRows> {
  const kernel = trainsHere(plan)
  const megabytes = Math.min(plan.memory, kernel ? MOST_IN_KERNEL : MOST_IN_RUNTIME)
  return rowsWithin(plan, sources, sets, { megabytes, shared: kernel, disk: plan.disk })
}

export interface RowLimits {
  /** Of training rows that may be in memory. */
  readonly megabytes: number
  /** Megabytes of files of rows that are kept. */
  readonly disk: number
  /** Whether threads are to read them where they lie. */
  readonly shared: boolean
}

/** The same for whoever learns from the rows. Files of rows that nobody needs any more are removed. */
export async function rowsWithin(
  plan: RowPlan,
  sources: RowSources,
  sets: PreparedSets,
  { megabytes, disk, shared }: RowLimits,
): Promise<PreparedRows> {
  const { rowFolder } = sources
  if (rowFolder === undefined) return holdRows(plan, sources, sets, shared)
  const rows =
    trainingBytes(plan, sets) > megabytes * MEGABYTE
      ? await mapRows(plan, sources, sets, rowFolder)
      : await holdRows(plan, sources, sets, shared)
  // Behind it, so that those of this training are in use.
  await tidyRows(rowFolder, sources, disk).catch((error: unknown) => {
    sources.say?.(`files of training rows in ${rowFolder} cannot be removed: ${messageOf(error)}`)
  })
  return rows
}

/** Days that a file of rows is kept after its last use. */
const DAYS_KEPT = 14

async function tidyRows(folder: string, { clock, say }: RowSources, disk: number): Promise<void> {
  const kept = { now: clock.now(), days: DAYS_KEPT, bytes: disk * MEGABYTE }
  const { files, bytes } = await removeUnusedRowFiles(folder, kept)
  if (files === 0) return
  const what = `${files} ${files === 1 ? 'file' : 'files'} of training rows, ${Math.ceil(bytes / MEGABYTE)} MB`
  say?.(`removed from ${folder}: ${what}, not used for ${DAYS_KEPT} days or beyond ${disk} MB (training.disk)`)
}

/** Whether the kernel is going to train. */
function trainsHere({ request, features, target, layers, window, learning, device }: TrainingPlan): boolean {
  return isTrainedByKernel({
    layers,
    inputs: inputNames(features.value).length,
    classes: target.value.classes.length,
    window,
    batchSize: request.batchSize,
    seed: request.seed,
    device,
    ...toTrainerOptions(learning, { epochs: request.epochs, stepsPerEpoch: 1 }),
  })
}

/** What the expanded training rows take. */
function trainingBytes({ features, window }: RowPlan, { training }: PreparedSets): number {
  const rows = training.reduce((sum, chosen) => sum + rowsWithWindows(chosen.rows, window), 0)
  return 4 * rows * inputNames(features.value).length
}

/** How many rows there are with those before them. */
function rowsWithWindows({ runs, rows }: SetRows, window: number): number {
  return window === 1 ? rows : windowRows(ordinalsOf(runs), window).ordinals.length
}
