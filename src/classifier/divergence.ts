import { RequestError } from '../core/request-error.js'
import type { MappedTrainingMatrix, TrainingMatrix } from '../datasets/training-matrix.js'

/** Where a fit came to a loss or to scores that are no numbers, and what was fed to it last. */
export interface Divergence {
  readonly epoch: number
  /** Counted from 1 in the epoch; undefined where the losses were numbers, but the scores of the epoch's model are not. */
  readonly step: number | undefined
  /** The input of the batch, or of the one before it, that was farthest from zero. */
  readonly input: ExtremeInput | undefined
}

export interface ExtremeInput {
  readonly base: string
  readonly feature: string
  /** The scaled value, as the net saw it. */
  readonly value: number
}

/** The error of a fit that diverged: where, its largest input there, and, in `saved`, what became of what was learned. */
export function divergenceError({ epoch, step, input }: Divergence, saved?: string): RequestError {
  const where =
    step === undefined
      ? `the scores after epoch ${epoch} are no numbers`
      : `the loss is not a number in step ${step} of epoch ${epoch}`
  const largest = input
    ? `; the largest input there is ${input.feature} of ${input.base}, ${input.value.toPrecision(4)} times its scale from its centre`
    : ''
  const outcome = saved === undefined ? '' : `${saved}; `
  return new RequestError(
    `${where}${largest}: the net diverged; ${outcome}look for extreme feature values, or take a lower {learningRate}, a {clipNorm} or another {seed}`,
  )
}

/** The value farthest from zero in the windows that end at some rows. */
export function findExtremeInput(
  training: TrainingMatrix | MappedTrainingMatrix,
  rows: Int32Array,
  window: number,
): ExtremeInput | undefined {
  let found: ExtremeInput | undefined
  for (const row of rows) {
    const first = row - window + 1
    const values = valuesOf(training, first, window)
    values.forEach((value, at) => {
      if (found && Math.abs(value) <= Math.abs(found.value)) return
      const base = training.bases.find(({ from, rows: count }) => row >= from && row < from + count)?.base ?? ''
      found = { base, feature: training.inputs[at % training.inputs.length] ?? '', value }
    })
  }
  return found
}

function valuesOf(training: TrainingMatrix | MappedTrainingMatrix, first: number, rows: number): Float32Array {
  if ('mapped' in training) return training.mapped.read(first, rows)
  const width = training.inputs.length
  return training.features.subarray(first * width, (first + rows) * width)
}
