import type { TrainingState } from '../nets/trainer.js'
import type { EpochReport } from './fit.js'

/** The epoch that would be kept if the fit ended now. */
export interface BestEpoch {
  readonly report: EpochReport
  readonly model: Uint8Array
  readonly state: TrainingState
}

/** All that a fit needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** The epochs that are over. */
  readonly history: readonly EpochReport[]
  /** Undefined before the first epoch is over. */
  readonly best: BestEpoch | undefined
  readonly state: TrainingState
  /** How far the epoch after `history` has come; without it, it has not begun. */
  readonly begun?: { readonly step: number; readonly lossSum: number } | undefined
}

export interface CheckpointHooks {
  /** Where to go on; undefined: at the beginning. */
  readonly from: Checkpoint | undefined
  /** Asked in the middle of an epoch: whether the last checkpoint is too long ago. */
  readonly isDue: () => boolean
  /** Called whenever that is so, and after every epoch. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>
}
