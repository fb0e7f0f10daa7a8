import type { ClassifierDescription } from '../../classifier/description.js'
import { divergenceError, type Divergence } from '../../classifier/divergence.js'
import type { EpochReport, StopReason } from '../../classifier/fit-options.js'
import { CancelledError } from '../../core/errors.js'
import type { BaseSummary } from '../rows/base-rows.js'
import { splitsJson, type SplitRows } from '../rows/split-rows.js'

export interface TrainResult {
  readonly classifier: {
    /** The last part of the folder. */
    readonly name: string
    readonly folder: string
    /** Of this training, also where it was not saved. */
    readonly description: ClassifierDescription
  }
  /** A net that another program trained has one. */
  readonly epochs: readonly EpochReport[]
  readonly stopped: StopReason
  /** Where it diverged, if it did. */
  readonly divergence?: Divergence | undefined
  /** False where an interrupted fit was no better than the classifier that is there: that one was kept. */
  readonly saved: boolean
  readonly sets: readonly SplitRows<BaseSummary>[]
}

/** The result of a training as JSON values, with every epoch. */
export function trainJson({ classifier, stopped, saved, sets }: TrainResult): unknown {
  const { name, folder, description } = classifier
  const { selection, history, classes, bases, origin } = description
  return {
    name,
    folder,
    saved,
    stopped,
    selection,
    training: description.training,
    history,
    sets: splitsJson(sets, classes),
    bases: bases.map((base) => ({ name: base.name, candles: base.candles })),
    ...(origin && { origin }),
  }
}

/** A training that was cut short is saved, yet it is not what was asked for. */
export function trainFailure({ classifier, stopped, divergence, saved }: TrainResult): Error | undefined {
  const { description, folder } = classifier
  if (stopped === 'interrupted')
    return new CancelledError(`${saved ? 'the best epoch so far' : 'the better one'} is in ${folder}; resume to go on`)
  if (!divergence) return undefined
  const before = `the best epoch before, ${description.selection.epoch}, is saved in ${folder}`
  return divergenceError(divergence, before)
}
