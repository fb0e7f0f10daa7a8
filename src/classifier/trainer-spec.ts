import { arange } from '../core/arange.js'
import { RequestError } from '../core/request-error.js'
import { createBalancedBatches, createNaturalBatches, type BatchSampler } from '../datasets/batch-sampler.js'
import { balancedClassWeights } from '../datasets/sampling.js'
import type { MappedTrainingMatrix, TrainingMatrix } from '../datasets/training-matrix.js'
import { planKernelTraining } from '../nets/training/choose-engine.js'
import type { TrainerSpec } from '../nets/training/trainer.js'
import { sumClassWeights } from './class-weights.js'
import type { FitOptions } from './fit-options.js'
import { DEFAULT_LEARNING } from '../config/training-fields.js'
import { orderedClassWeights, toTrainerOptions, type Learning } from './learning.js'

/** The batches that a fit is made of. Throws UserError where a class has no rows, or a row's weight is no number from 0. */
export function createFitBatches(options: FitOptions): BatchSampler {
  const { training, classes, batchSize, seed, sampling = 'balanced', learning } = options
  const { labels, weights, samples } = training
  const makeBatches = sampling === 'balanced' ? createBalancedBatches : createNaturalBatches
  const use = learning?.sampleWeights ?? 'draw'
  if (use !== 'ignore') requireValidWeights(training)
  return makeBatches(labels, {
    classes,
    batchSize,
    seed,
    weights: use === 'draw' ? weights : undefined,
    // A row whose loss counts nothing takes no place in a batch.
    among: use === 'loss' && weights ? weightedRows(weights, samples) : samples,
    source: `training set of ${training.bases.map(({ base }) => base).join(', ')}`,
  })
}

function requireValidWeights({ weights, samples, bases }: TrainingMatrix | MappedTrainingMatrix): void {
  const isInvalid = (row: number): boolean => !((weights?.[row] ?? 0) >= 0 && Number.isFinite(weights?.[row] ?? 0))
  const row = samples ? samples.find(isInvalid) : weights?.findIndex((_, row) => isInvalid(row))
  if (row === undefined || row < 0) return
  const { base = '' } = bases.find(({ from, rows }) => row >= from && row < from + rows) ?? {}
  throw new RequestError(
    `a training row of ${base} has the weight ${weights?.[row]}: expected 0 or more; correct the target's column weight, or leave it out with {sampleWeights} ignore`,
  )
}

function weightedRows(weights: Float32Array, samples: Int32Array | undefined): Int32Array {
  const all = samples ?? arange(weights.length)
  return all.filter((row) => (weights[row] ?? 0) > 0)
}

/** Rows, minutes of windows counted, in one call to the trainer: parts of a second, so that a fit can be interrupted soon. */
export const ROWS_PER_CALL = 65_536

/** Whether the kernel would train, which reads rows in memory where they lie. */
export function isTrainedByKernel(spec: Omit<TrainerSpec, 'data'>): boolean {
  const data = { rows: 1, features: new Float32Array(spec.inputs), labels: new Uint8Array(1) }
  return planKernelTraining({ ...spec, data }) !== undefined
}

/** The trainer that a fit is done with. */
export function toTrainerSpec(options: FitOptions, { stepsPerEpoch }: BatchSampler): TrainerSpec {
  const { layers, classes, training, batchSize, seed, epochs, window, threads, device } = options
  const learning: Learning = options.learning ?? DEFAULT_LEARNING
  const weighted = learning.sampleWeights === 'loss' && training.weights !== undefined
  const { loss, ...rest } = toTrainerOptions(learning, { epochs, stepsPerEpoch })
  const classWeights =
    options.sampling === 'weighted' ? balancedWeights(options) : orderedClassWeights(learning, classes)
  return {
    layers,
    inputs: training.inputs.length,
    classes: classes.length,
    batchSize,
    seed,
    ...(window !== undefined && { window }),
    ...(threads !== undefined && { threads: typeof threads === 'number' ? threads : Math.max(...threads.numbers) }),
    ...(device !== undefined && { device }),
    ...rest,
    ...((loss ?? classWeights) && { loss: { ...loss, ...(classWeights && { classWeights }) } }),
    data: trainerData(training, weighted),
  }
}

function trainerData(training: TrainingMatrix | MappedTrainingMatrix, weighted: boolean): TrainerSpec['data'] {
  const { rows, labels, weights } = training
  if ('features' in training) {
    return { rows, features: training.features, labels, ...(weighted && weights && { sampleWeights: weights }) }
  }
  const { file, layout } = training.mapped
  return {
    rows,
    file,
    featuresOffset: layout.features,
    labelsOffset: layout.labels,
    ...(weighted && weights && { sampleWeightsOffset: layout.weights }),
  }
}

/** One factor a class, such that all count the same among the rows that are learned from, their weights taken in. */
function balancedWeights({ training, classes, learning }: FitOptions): number[] {
  const { weights, ...rows } = training
  const used = learning?.sampleWeights === 'ignore' ? rows : { ...rows, weights }
  return balancedClassWeights(sumClassWeights(used, classes.length).weights)
}
