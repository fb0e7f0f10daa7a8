import { UserError } from '../../core/errors.js'
import type { TrainerSpec, TrainingChunk, TrainingState } from './trainer.js'

/** Throws UserError where a setting makes no sense. */
export function checkTrainerSettings({ batchSize, seed, learningRate = 0.001, threads = 1 }: TrainerSpec): void {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UserError(`batch size is ${batchSize}: expected a whole number from 1`)
  if (!Number.isInteger(seed)) throw new UserError(`seed is ${seed}: expected a whole number`)
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new UserError(`learning rate is ${learningRate}: expected a number above 0`)
  if (!Number.isInteger(threads) || threads < 1)
    throw new UserError(`threads is ${threads}: expected a whole number from 1`)
}

/** Throws UserError where the rows are not what the net needs; what lies in a file is taken on trust. */
export function checkTrainingRows({ data, inputs, classes, window = 1 }: TrainerSpec): void {
  if (!Number.isInteger(data.rows) || data.rows < window)
    throw new UserError(
      `there are ${data.rows} training rows: at least ${window === 1 ? 'one is' : `${window} are`} needed`,
    )
  if ('file' in data) {
    const { featuresOffset, labelsOffset, sampleWeightsOffset = 0 } = data
    const aligned = [featuresOffset, labelsOffset, sampleWeightsOffset].every(
      (offset) => Number.isInteger(offset / 4) && offset >= 0,
    )
    if (!aligned) throw new RangeError(`offsets ${featuresOffset} and ${labelsOffset} are not multiples of 4`)
    return
  }
  if (data.features.length !== data.rows * inputs) {
    throw new UserError(
      `training data has ${data.features.length} feature values: expected ${data.rows} rows of ${inputs}`,
    )
  }
  if (data.labels.length !== data.rows) {
    throw new UserError(`training data has ${data.labels.length} labels: expected ${data.rows}, one for each row`)
  }
  const { sampleWeights } = data
  if (sampleWeights && sampleWeights.length !== data.rows) {
    throw new UserError(`training data has ${sampleWeights.length} weights: expected ${data.rows}, one for each row`)
  }
  const index = sampleWeights?.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight))) ?? -1
  if (index >= 0)
    throw new UserError(`training row ${index} has the weight ${sampleWeights?.[index]}: expected 0 or more`)
  const invalid = data.labels.findIndex((label) => !(label >= 0 && label < classes))
  if (invalid >= 0)
    throw new UserError(`training row ${invalid} has the class ${data.labels[invalid]}: expected 0 to ${classes - 1}`)
}

/** Throws RangeError: the caller makes the chunks, not the user. */
export function checkTrainingChunk(
  { batchSize, data, window = 1, threads: maxThreads = 1 }: TrainerSpec,
  state: TrainingState,
  { rows, firstStep, threads = 1 }: TrainingChunk,
): void {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= maxThreads))
    throw new RangeError(`the chunk is to have ${threads} threads, but the trainer was opened for ${maxThreads}`)
  if (firstStep !== state.step)
    throw new RangeError(`the chunk begins at step ${firstStep}, but ${state.step} steps are done`)
  if (rows.length % batchSize !== 0)
    throw new RangeError(`${rows.length} rows are no whole number of batches of ${batchSize}`)
  const invalid = rows.findIndex((row) => row < window - 1 || row >= data.rows)
  if (invalid < 0) return
  const before = window > 1 ? `, and ${window - 1} must lie before it` : ''
  throw new RangeError(`row ${rows[invalid]} is requested, but there are ${data.rows}${before}`)
}

/** Throws UserError where a state, read from a file perhaps, is not one of this net. */
export function checkTrainingState(next: TrainingState, current: TrainingState): void {
  const [lengths, expected] = [lengthsOf(next), lengthsOf(current)]
  if (lengths !== expected) {
    throw new UserError(
      `the training state has ${lengths} values, but this net has ${expected}; it belongs to another net`,
    )
  }
  if (!Number.isInteger(next.step) || next.step < 0) {
    throw new UserError(`the training state has the step ${next.step}: expected a whole number from 0`)
  }
}

/** `947 + 947 + 947`: weights and moments. */
function lengthsOf({ weights, moments }: TrainingState): string {
  return [weights, ...moments].map((values) => values.length).join(' + ')
}

/** Throws UserError where an option of optimiser, schedule, loss or gradient makes no sense. */
export function checkTrainerOptions(spec: TrainerSpec): void {
  for (const [name, value, isValid, expected] of [
    ...optimizerRules(spec),
    ...scheduleRules(spec),
    ...lossRules(spec),
  ]) {
    if (value === undefined || isValid(value)) continue
    throw new UserError(`${name} is ${value}: expected ${expected}`)
  }
  const { classWeights } = spec.loss ?? {}
  if (classWeights && classWeights.length !== spec.classes) {
    throw new UserError(`there are ${classWeights.length} class weights: expected ${spec.classes}, one for each class`)
  }
  if (spec.optimizer?.type === 'sgd' && spec.optimizer.nesterov && !spec.optimizer.momentum) {
    throw new UserError('nesterov needs a momentum above 0')
  }
}

/** Name of an option, its value, what it must fulfil, and that in words. */
type Rule = readonly [string, number | undefined, (value: number) => boolean, string]

const isFraction = (value: number): boolean => value >= 0 && value < 1
const FRACTION = 'a number from 0 to below 1'
const isPositive = (value: number): boolean => value > 0 && Number.isFinite(value)
const POSITIVE = 'a number above 0'
const isNotNegative = (value: number): boolean => value >= 0 && Number.isFinite(value)
const NOT_NEGATIVE = 'a number from 0'
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0
const COUNT = 'a whole number from 0'

function optimizerRules({ optimizer, clip, regularization }: TrainerSpec): Rule[] {
  const limits: Rule[] = [
    ['clip.norm', clip?.norm, isPositive, POSITIVE],
    ['clip.value', clip?.value, isPositive, POSITIVE],
    ['l1', regularization?.l1, isNotNegative, NOT_NEGATIVE],
    ['l2', regularization?.l2, isNotNegative, NOT_NEGATIVE],
  ]
  if (!optimizer) return limits
  if (optimizer.type === 'sgd') return [...limits, ['momentum', optimizer.momentum, isFraction, FRACTION]]
  const decay = optimizer.type === 'adamw' ? optimizer.weightDecay : undefined
  return [
    ...limits,
    ['beta1', optimizer.beta1, isFraction, FRACTION],
    ['beta2', optimizer.beta2, isFraction, FRACTION],
    ['epsilon', optimizer.epsilon, isPositive, POSITIVE],
    ['weightDecay', decay, isNotNegative, NOT_NEGATIVE],
  ]
}

function scheduleRules({ schedule }: TrainerSpec): Rule[] {
  if (!schedule) return []
  const warmup: Rule = ['warmupSteps', schedule.warmupSteps, isCount, COUNT]
  if (schedule.type === 'constant') return [warmup]
  return [
    warmup,
    ['schedule.steps', schedule.steps, (value) => Number.isInteger(value) && value > 0, 'a whole number from 1'],
    ['schedule.floor', schedule.floor, (value) => value >= 0 && value <= 1, 'a number from 0 to 1'],
  ]
}

function lossRules({ loss = {} }: TrainerSpec): Rule[] {
  const { labelSmoothing, focal, classWeights = [] } = loss
  // Between 0 and 1 the derivative has no bound at a score of 1.
  const gamma: Rule = [
    'focal.gamma',
    focal?.gamma,
    (value) => value === 0 || (value >= 1 && value <= 10),
    '0, or 1 to 10',
  ]
  return [
    ['labelSmoothing', labelSmoothing, isFraction, FRACTION],
    gamma,
    ['focal.alpha', focal?.alpha, isPositive, POSITIVE],
    ...classWeights.map((weight, index): Rule => [`the weight of class ${index}`, weight, isNotNegative, NOT_NEGATIVE]),
  ]
}
