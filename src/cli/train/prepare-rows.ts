import { trainsInKernel } from '../../classifier/fit-trainer.js'
import { trainerOptions } from '../../classifier/learning.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { windowRows } from '../../datasets/window-rows.js'
import { holdRows } from './hold-rows.js'
import { mapRows } from './map-rows.js'
import type { PreparedRows, RowSources } from './prepared-rows.js'
import type { PreparedSets } from './prepare-sets.js'
import type { TrainingPlan } from './training-request.js'

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
  const most = Math.min(plan.memory, kernel ? MOST_IN_KERNEL : MOST_IN_RUNTIME)
  const { rowFolder } = sources
  if (rowFolder !== undefined && trainingBytes(plan, sets) > most * MEGABYTE)
    return mapRows(plan, sources, sets, rowFolder)
  return holdRows(plan, sources, sets, kernel)
}

/** Whether the kernel is going to train. */
function trainsHere({ request, features, target, layers, window, learning, device }: TrainingPlan): boolean {
  return trainsInKernel({
    layers,
    inputs: inputNames(features.value).length,
    classes: target.value.classes.length,
    window,
    batchSize: request.batchSize,
    seed: request.seed,
    device,
    ...trainerOptions(learning, { epochs: request.epochs, stepsPerEpoch: 1 }),
  })
}

/** What the expanded training rows take. */
function trainingBytes({ features, window }: TrainingPlan, { training }: PreparedSets): number {
  const rows = training.reduce((sum, { ordinals }) => sum + windowRows(ordinals, window).ordinals.length, 0)
  return 4 * rows * inputNames(features.value).length
}
