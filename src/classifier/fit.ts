import { Cancelled, UserError } from '../core/errors.js'
import { balancedBatches, type BalancedBatches } from '../datasets/balanced-batches.js'
import type { TrainingMatrix } from '../datasets/training-matrix.js'
import type { Layer } from '../nets/net.js'
import { openScorer, type Scorer } from '../nets/scorer.js'
import { openTrainer, type Trainer, type TrainerSpec, type TrainingState } from '../nets/trainer.js'
import { scoreRows, type ScoringRows } from './score-rows.js'

/** What the scores of the validation set are worth, in the best cell of all thresholds. */
export interface Judgement {
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
}

/** One epoch, counted from 1: its mean loss and what its model was worth at the end. */
export interface EpochReport extends Judgement {
  readonly epoch: number
  readonly loss: number
}

/** Where a fit is; `loss` is the mean over the epoch so far. */
export interface FitPosition {
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
  readonly training: TrainingMatrix
  readonly validation: readonly ScoringRows[]
  readonly seed: number
  readonly epochs: number
  /** Epochs without a better model after which the fit ends. */
  readonly patience: number
  readonly batchSize: number
  /** Judges the scores [rows, classes] of each of `validation`. The higher gain wins, the earlier epoch at a tie. */
  readonly judge: (scores: readonly Float32Array[]) => Judgement
  readonly onStep?: (position: FitPosition) => void
  readonly onEpoch?: (report: EpochReport) => void
  /** Aborted: the fit ends at the next safe point with the best model so far. */
  readonly signal?: AbortSignal
  /** Stand-ins for tests. */
  readonly engine?: FitEngine
}

export interface FitEngine {
  openTrainer(spec: TrainerSpec): Promise<Trainer>
  openScorer(model: Uint8Array): Promise<Scorer>
}

/** Why a fit ended: all epochs done, none better for long, asked to stop, or the loss was no longer a number. */
export const STOP_REASONS = ['epochs', 'patience', 'interrupted', 'diverged'] as const

export type StopReason = (typeof STOP_REASONS)[number]

export interface FitResult {
  /** The best epoch's model and all that is needed to train on from there. */
  readonly model: Uint8Array
  readonly state: TrainingState
  readonly best: EpochReport
  readonly history: readonly EpochReport[]
  readonly stopped: StopReason
}

/** Rows, minutes of windows counted, in one call to the trainer: a tenth of a second, so that a wish to stop is heard soon. */
const ROWS_PER_CALL = 32_768

/**
 * Trains on balanced batches and keeps the model of the epoch with the highest validation gain. Throws Cancelled or
 * UserError where it ends before the first epoch is over; later it returns the best so far and says why it stopped.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { rows, features, labels, weights, samples } = options.training
  const batches = balancedBatches(labels, {
    classes: options.classes,
    batchSize: options.batchSize,
    seed: options.seed,
    weights,
    among: samples,
    source: `training set of ${options.training.bases.map(({ base }) => base).join(', ')}`,
  })
  const engine = options.engine ?? { openTrainer, openScorer }
  const trainer = await engine.openTrainer({
    layers: options.layers,
    inputs: options.training.inputs.length,
    classes: options.classes.length,
    batchSize: options.batchSize,
    seed: options.seed,
    ...(options.window !== undefined && { window: options.window }),
    data: { rows, features, labels },
  })
  try {
    return await runEpochs(options, engine, trainer, batches)
  } finally {
    await trainer.close()
  }
}

interface Best {
  readonly report: EpochReport
  readonly model: Uint8Array
  readonly state: TrainingState
}

async function runEpochs(
  options: FitOptions,
  engine: FitEngine,
  trainer: Trainer,
  batches: BalancedBatches,
): Promise<FitResult> {
  const history: EpochReport[] = []
  let best: Best | undefined
  let stopped: StopReason = 'epochs'
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const outcome = await oneEpoch(options, engine, trainer, batches, epoch)
    if (typeof outcome === 'string') {
      stopped = outcome
      break
    }
    history.push(outcome.report)
    options.onEpoch?.(outcome.report)
    if (!best || outcome.report.gain > best.report.gain) {
      best = { ...outcome, state: await trainer.state() }
    } else if (epoch - best.report.epoch >= options.patience) {
      stopped = 'patience'
      break
    }
  }
  if (!best) throw nothingToKeep(stopped)
  return { model: best.model, state: best.state, best: best.report, history, stopped }
}

type EpochOutcome = Omit<Best, 'state'> | 'interrupted' | 'diverged'

async function oneEpoch(
  options: FitOptions,
  engine: FitEngine,
  trainer: Trainer,
  batches: BalancedBatches,
  epoch: number,
): Promise<EpochOutcome> {
  const { stepsPerEpoch, batchSize } = batches
  const stepsPerCall = Math.max(1, Math.floor(ROWS_PER_CALL / (batchSize * (options.window ?? 1))))
  let sum = 0
  for (let step = 0; step < stepsPerEpoch; step += stepsPerCall) {
    if (options.signal?.aborted) return 'interrupted'
    const steps = Math.min(stepsPerCall, stepsPerEpoch - step)
    const rows = batches.rows(epoch, step, steps)
    const { losses } = await trainer.run({ rows, firstStep: (epoch - 1) * stepsPerEpoch + step })
    for (const loss of losses) sum += loss
    if (!Number.isFinite(sum)) return 'diverged'
    options.onStep?.({ epoch, step: step + steps, stepsPerEpoch, loss: sum / (step + steps) })
  }
  if (options.signal?.aborted) return 'interrupted'
  const model = await trainer.inferenceModel()
  const scores = await scoreModel(engine, model, options.validation)
  if (!scores) return 'diverged'
  return { model, report: { epoch, loss: sum / stepsPerEpoch, ...options.judge(scores) } }
}

/** The scores of the validation rows; undefined where one is not a number. */
async function scoreModel(
  engine: FitEngine,
  model: Uint8Array,
  validation: readonly ScoringRows[],
): Promise<Float32Array[] | undefined> {
  const scorer = await engine.openScorer(model)
  try {
    const scores: Float32Array[] = []
    for (const rows of validation) scores.push(await scoreRows(scorer, rows))
    return scores.every((values) => values.every(Number.isFinite)) ? scores : undefined
  } finally {
    await scorer.close()
  }
}

function nothingToKeep(stopped: StopReason): Error {
  if (stopped === 'interrupted') {
    return new Cancelled('the first epoch was not over yet, so there is no classifier to keep')
  }
  return new UserError(
    'the loss is not a number in the first epoch: the net diverged; look for extreme feature values, or take a smaller net or another seed',
  )
}
