import type { Device } from '../config/training-fields.js'
import type { Clock } from '../core/clock.js'
import type { Sampling } from '../datasets/sampling.js'
import type { MappedTrainingMatrix, TrainingMatrix } from '../datasets/training-matrix.js'
import type { Layer } from '../nets/net.js'
import type { Scorer } from '../nets/scorer.js'
import type { Trainer, TrainerSpec, TrainingState } from '../nets/training/trainer.js'
import type { CheckpointHooks } from './checkpoint.js'
import type { ClassificationReport } from './classification-report.js'
import type { Divergence } from './divergence.js'
import type { Learning } from './learning.js'
import type { ExpandedScoringRows, ScoringRows } from './score-rows.js'
import type { EpochRule } from './select-epoch.js'

/** What trading on the scores of the validation set gains, in the best cell that traded; nothing where none did. */
export interface ValidationResult {
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
  /** The cell with the highest lower bound of its gain, among those with enough trades; absent where there is none. */
  readonly robust?: RobustValidationResult | undefined
  /** How well the scores distinguish the classes, whatever is traded on them. */
  readonly validation?: ClassificationReport | undefined
  /** The value of the metric that the fit is to be monitored by. */
  readonly metric?: number | undefined
}

export interface RobustValidationResult extends Omit<ValidationResult, 'robust' | 'validation' | 'metric'> {
  readonly lower: number
}

/** One epoch, counted from 1: its mean loss and the validation result of its model at the end. */
export interface EpochReport extends ValidationResult {
  readonly epoch: number
  readonly loss: number
}

/** Where a fit is; `loss` is the mean over the epoch so far. */
export interface TrainingPosition {
  readonly epoch: number
  readonly step: number
  readonly stepsPerEpoch: number
  readonly loss: number
}

export interface FitOptions {
  readonly layers: readonly Layer[]
  /** Minutes that the net looks at, as the training rows were pooled for; default 1. */
  readonly window?: number
  readonly classes: readonly string[]
  readonly training: TrainingMatrix | MappedTrainingMatrix
  readonly validation: readonly (ScoringRows | ExpandedScoringRows)[]
  readonly seed: number
  readonly epochs: number
  /** Epochs without a better model after which the fit ends. */
  readonly patience: number
  readonly batchSize: number
  /** Default `balanced`. */
  readonly sampling?: Sampling | undefined
  /** Default: Adam at 0.001 on plain cross-entropy. */
  readonly learning?: Learning
  /** Threads inside one step, or numbers of which the fastest is found while the fit runs; default 1. The result is the same bits at any. */
  readonly threads?: number | ThreadTrial
  /** Where steps are computed; default cpu. Scores are always computed there, as they will be in use. */
  readonly device?: Device
  /** Which epoch is kept, the earlier one at a tie; default `seed`. */
  readonly select?: EpochRule
  /** Evaluates the scores [rows, classes] of each of `validation`. */
  readonly evaluate: (scores: readonly Float32Array[]) => ValidationResult
  readonly onStep?: (position: TrainingPosition) => void
  readonly onEpoch?: (report: EpochReport, isBest: boolean) => void
  /** The checkpoint to resume, and the hooks that save new ones. */
  readonly checkpoints?: CheckpointHooks
  /** When it is aborted, the fit ends at the next safe point with the best model so far. */
  readonly signal?: AbortSignal
  /** Stand-ins for tests. */
  readonly engine?: FitEngine
}

/** Numbers of threads to be tried, and the clock that times them. */
export interface ThreadTrial {
  readonly numbers: readonly number[]
  readonly clock: Pick<Clock, 'now'>
}

export interface FitEngine {
  openTrainer(spec: TrainerSpec): Promise<Trainer>
  openScorer(model: Uint8Array): Promise<Scorer>
}

/** Why a fit ended: all epochs were done, none was better for long, it was interrupted, or the loss was no longer a number. */
export const STOP_REASONS = ['epochs', 'patience', 'interrupted', 'diverged'] as const

export type StopReason = (typeof STOP_REASONS)[number]

export interface FitResult {
  /** The best epoch's model and all that is needed to train on from there. */
  readonly model: Uint8Array
  readonly state: TrainingState
  readonly best: EpochReport
  readonly history: readonly EpochReport[]
  readonly stopped: StopReason
  /** Where it diverged, if it did. */
  readonly divergence?: Divergence | undefined
  /** Threads that the last steps had. */
  readonly threads: number
}
