import type { TrainingFingerprint } from '../../classifier/checkpoint.js'
import type { EpochReport, StopReason, TrainingPosition } from '../../classifier/fit-options.js'
import type { BaseSummary } from '../rows/base-rows.js'
import type { RowPlan } from '../rows/plan-rows.js'
import type { SplitRows } from '../rows/split-rows.js'

/** A training whose data are there and whose first step is next; another program's net has one epoch. */
export interface StartedTraining {
  readonly plan: Pick<RowPlan, 'features' | 'target' | 'events' | 'sets'>
  readonly net: { readonly id: string; readonly version: number }
  readonly params: Readonly<Record<string, number>>
  readonly folder: string
  readonly epochs: number
  readonly patience: number
  readonly batchSize: number
  /** The request that would do the same again, as JSON values. */
  readonly request: Readonly<Record<string, unknown>>
  readonly settings: TrainingFingerprint
  readonly training: readonly SplitRows<BaseSummary>[]
  readonly validation: readonly SplitRows<BaseSummary>[]
  /** Epochs that a resumed training has behind it. */
  readonly earlier: readonly EpochReport[]
}

/** Told how a training goes. None of it throws: a training does not end because nobody could be told. */
export interface TrainingLog {
  onStep(position: TrainingPosition): void
  onEpoch(report: EpochReport, isBest: boolean): void
  onEnd(ending: TrainingEnding): void
  onFailure(error: unknown): void
}

export interface TrainingEnding {
  readonly stopped: StopReason
  /** Epoch that is kept. */
  readonly epoch: number
  /** False where an earlier classifier is better and stays. */
  readonly saved: boolean
  /** Threads that the last steps had; absent where another program trained. */
  readonly threads?: number
  /** What else there is to say. */
  readonly message?: string
}

/** Does the work of a training, and logs its failure. */
export async function logFailure<T>(log: TrainingLog, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    log.onFailure(error)
    throw error
  }
}
