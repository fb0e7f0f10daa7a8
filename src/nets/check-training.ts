import { UserError } from '../core/errors.js'
import type { TrainerSpec, TrainingState } from './trainer.js'

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
export function checkRows({ data, inputs, classes, window = 1 }: TrainerSpec): void {
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
  const odd = sampleWeights?.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight))) ?? -1
  if (odd >= 0) throw new UserError(`training row ${odd} has the weight ${sampleWeights?.[odd]}: expected 0 or more`)
  const wrong = data.labels.findIndex((label) => !(label >= 0 && label < classes))
  if (wrong >= 0)
    throw new UserError(`training row ${wrong} has the class ${data.labels[wrong]}: expected 0 to ${classes - 1}`)
}

/** Throws RangeError: the caller makes the chunks, not the user. */
export function checkTrainingChunk(
  { batchSize, data, window = 1 }: TrainerSpec,
  state: TrainingState,
  rows: Int32Array,
  firstStep: number,
): void {
  if (firstStep !== state.step)
    throw new RangeError(`the chunk begins at step ${firstStep}, but ${state.step} steps are done`)
  if (rows.length % batchSize !== 0)
    throw new RangeError(`${rows.length} rows are no whole number of batches of ${batchSize}`)
  const wrong = rows.findIndex((row) => row < window - 1 || row >= data.rows)
  if (wrong < 0) return
  const before = window > 1 ? `, and ${window - 1} must lie before it` : ''
  throw new RangeError(`row ${rows[wrong]} is asked for, but there are ${data.rows}${before}`)
}

/** Throws UserError where a state, read from a file perhaps, is not one of this net. */
export function checkState(next: TrainingState, own: TrainingState): void {
  const [lengths, expected] = [lengthsOf(next), lengthsOf(own)]
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
