import type { EpochReport } from '../../classifier/fit-options.js'
import type { BaseSummary } from '../rows/base-rows.js'
import type { SplitRows } from '../rows/split-rows.js'

/** One epoch of a training: its mean loss, and what its model does on the validation set. */
export interface TrainedEpoch {
  /** Counted from 1. */
  readonly epoch: number
  /** Mean over the training rows of the epoch. */
  readonly loss: number
  /** The best cell of thresholds, and how well the classes are told apart. */
  readonly validation: Omit<EpochReport, 'epoch' | 'loss' | 'validation'> & {
    readonly report?: EpochReport['validation']
  }
  /** Whether it is the best so far, and kept. */
  readonly isBest: boolean
}

/** What a caller may be told while a classifier is trained. */
export interface TrainHooks {
  /** Told the rows of the sets before the training begins. */
  readonly onSets?: (sets: readonly SplitRows<BaseSummary>[], classes: readonly string[]) => void
  /** Told each epoch when it is over. */
  readonly onEpoch?: (epoch: TrainedEpoch) => void
}

/** An epoch as callers see it. */
export function trainedEpoch({ epoch, loss, validation: report, ...cell }: EpochReport, isBest: boolean): TrainedEpoch {
  return { epoch, loss, validation: { ...cell, report }, isBest }
}
