import type { CheckpointSettings } from '../../classifier/checkpoint.js'
import type { EpochReport, TrainingPosition, StopReason } from '../../classifier/fit.js'
import type { ChosenSet } from '../rows/chosen-sets.js'
import type { KnownBase } from '../rows/load-base.js'
import type { TrainingPlan } from './training-request.js'

/** What is logged of a plan. */
export interface WatchedPlan extends Pick<TrainingPlan, 'features' | 'target' | 'events' | 'params'> {
  readonly net: Pick<TrainingPlan['net'], 'id' | 'version'>
  readonly request: Pick<TrainingPlan['request'], 'folder' | 'epochs' | 'patience' | 'batchSize' | 'sets'>
}

/** A training whose data are there and whose first step is next. */
export interface BegunTraining {
  readonly plan: WatchedPlan
  readonly settings: CheckpointSettings
  readonly training: readonly ChosenSet<KnownBase>[]
  readonly validation: readonly ChosenSet<KnownBase>[]
  /** Epochs that a resumed training has behind it. */
  readonly earlier: readonly EpochReport[]
}

/** Told how a training goes. None of it throws: a training does not end because nobody could be told. */
export interface TrainingWatcher {
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
  /** What else there is to say. */
  readonly message?: string
}

/** Does what is watched, and tells where it fails. */
export async function watched<T>(watcher: TrainingWatcher | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    watcher?.onFailure(error)
    throw error
  }
}
