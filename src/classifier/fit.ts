import { CancelledError } from '../core/errors.js'
import { DEFAULT_LEARNING } from '../config/training-fields.js'
import type { BatchSampler } from '../datasets/batch-sampler.js'
import { openScorer } from '../nets/scorer.js'
import { openTrainer, type Trainer } from '../nets/training/trainer.js'
import type { BestEpoch, Checkpoint } from './checkpoint.js'
import { divergenceError, findExtremeInput, type Divergence } from './divergence.js'
import { createThreadChooser, type ThreadChooser } from './choose-threads.js'
import type { FitOptions, FitEngine, StopReason, FitResult } from './fit-options.js'
import { learningRateFactor } from './learning.js'
import { scoreRows } from './score-rows.js'
import { isBetterEpoch, validationLoss } from './select-epoch.js'
import { ROWS_PER_CALL, createFitBatches, toTrainerSpec } from './trainer-spec.js'

/**
 * Trains a net and keeps the model of the epoch that does best on the validation set. Throws CancelledError or UserError where it
 * ends before the first epoch is over; later it returns the best model so far and why it stopped.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const batches = createFitBatches(options)
  const engine = options.engine ?? { openTrainer, openScorer }
  const trainer = await engine.openTrainer(toTrainerSpec(options, batches))
  try {
    return await runEpochs(options, engine, trainer, batches)
  } finally {
    await trainer.close()
  }
}

async function runEpochs(
  options: FitOptions,
  engine: FitEngine,
  trainer: Trainer,
  batches: BatchSampler,
): Promise<FitResult> {
  const { resume, save } = options.checkpoints ?? {}
  const history = [...(resume?.history ?? [])]
  let best = resume?.best
  let partialEpoch = resume?.partialEpoch
  let stopped: StopReason = 'epochs'
  let divergence: Divergence | undefined
  const chooser = chooserOf(options)
  if (resume) await trainer.restore(resume.state)
  while (history.length < options.epochs) {
    if (best && history.length - best.report.epoch >= options.patience) {
      stopped = 'patience'
      break
    }
    const context = { options, engine, trainer, batches, chooser, completed: { history, best } }
    const outcome = await runEpoch(context, history.length + 1, partialEpoch)
    partialEpoch = undefined
    if (outcome === 'interrupted') {
      stopped = outcome
      break
    }
    if ('divergence' in outcome) {
      divergence = outcome.divergence
      break
    }
    const { report, model } = outcome
    history.push(report)
    const state = await trainer.state()
    const isBest = !best || isBetterEpoch(options.select ?? 'seed', report, best.report)
    if (isBest) best = { report, model, state }
    await save?.({ history, best, state })
    options.onEpoch?.(report, isBest)
  }
  if (!best) throw noModelError(divergence)
  const ending = divergence ? ({ stopped: 'diverged', divergence } as const) : { stopped }
  return { model: best.model, state: best.state, best: best.report, history, threads: chooser.threads, ...ending }
}

function chooserOf({ threads = 1 }: FitOptions): ThreadChooser {
  return createThreadChooser(typeof threads === 'number' ? [threads] : threads.numbers)
}

/** What the epochs of a fit share. */
interface FitContext {
  readonly options: FitOptions
  readonly engine: FitEngine
  readonly trainer: Trainer
  readonly batches: BatchSampler
  readonly chooser: ThreadChooser
  /** The epochs that are over. */
  readonly completed: Pick<Checkpoint, 'history' | 'best'>
}

/** What ended an epoch before its end. */
type EpochInterruption = 'interrupted' | { readonly divergence: Divergence }

async function runEpoch(
  context: FitContext,
  epoch: number,
  partialEpoch: Checkpoint['partialEpoch'],
): Promise<Omit<BestEpoch, 'state'> | EpochInterruption> {
  const { options, engine, trainer, batches } = context
  const sum = await runSteps(context, epoch, partialEpoch)
  if (typeof sum !== 'number') return sum
  if (options.signal?.aborted) return 'interrupted'
  const model = await trainer.inferenceModel()
  const scores = await scoreModel(engine, model, options.validation)
  if (!scores) return { divergence: { epoch, step: undefined, input: undefined } }
  return { model, report: { epoch, loss: sum / batches.stepsPerEpoch, ...options.evaluate(scores) } }
}

/** Runs the steps of an epoch, behind those that were done before, and returns the sum of their losses. */
async function runSteps(
  { options, trainer, batches, chooser, completed }: FitContext,
  epoch: number,
  partialEpoch: Checkpoint['partialEpoch'],
): Promise<number | EpochInterruption> {
  const { stepsPerEpoch, batchSize } = batches
  const stepsPerCall = Math.max(1, Math.floor(ROWS_PER_CALL / (batchSize * (options.window ?? 1))))
  const rateFactor = learningRateFactor(options.learning ?? DEFAULT_LEARNING, completed.history.map(validationLoss))
  // The memory of two calls, taken in turn: the trainer reads the rows of one, where they lie, while the other's are drawn.
  let [memory, other] = [allocateSharedInt32(stepsPerCall * batchSize), allocateSharedInt32(stepsPerCall * batchSize)]
  const rowsFrom = (first: number): Int32Array => {
    ;[memory, other] = [other, memory]
    return batches.rows(epoch, first, Math.min(stepsPerCall, stepsPerEpoch - first), memory)
  }
  let { step, lossSum } = partialEpoch ?? { step: 0, lossSum: 0 }
  const now = clockOf(options)
  let rows = rowsFrom(step)
  while (step < stepsPerEpoch) {
    if (options.signal?.aborted) return 'interrupted'
    const steps = rows.length / batchSize
    const started = now()
    const running = trainer.run({
      rows,
      firstStep: (epoch - 1) * stepsPerEpoch + step,
      ...(rateFactor !== 1 && { rateFactor }),
      ...(typeof options.threads === 'object' && { threads: chooser.threads }),
    })
    // The next rows are drawn while the trainer works.
    const next = rowsFrom(step + steps)
    const { losses } = await running
    chooser.add(steps, now() - started)
    for (const loss of losses) lossSum += loss
    if (!Number.isFinite(lossSum)) return { divergence: locateDivergence(options, losses, rows, { epoch, step }) }
    step += steps
    rows = next
    options.onStep?.({ epoch, step, stepsPerEpoch, loss: lossSum / step })
    if (step < stepsPerEpoch && options.checkpoints?.isDue()) {
      await options.checkpoints.save({ ...completed, state: await trainer.state(), partialEpoch: { step, lossSum } })
    }
  }
  return lossSum
}

/** The clock that times numbers of threads; one that stands still where there is nothing to choose. */
function clockOf({ threads }: FitOptions): () => number {
  return typeof threads === 'object' ? () => threads.clock.now() : () => 0
}

function allocateSharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}

/** The scores of the validation rows; undefined where one is not a number. */
async function scoreModel(
  engine: FitEngine,
  model: Uint8Array,
  validation: FitOptions['validation'],
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

/** Where the first loss that is no number came from: its own batch, or the step before, which moved the weights there. */
function locateDivergence(
  { training, batchSize, window = 1 }: FitOptions,
  losses: Float32Array,
  rows: Int32Array,
  { epoch, step }: Pick<Divergence, 'epoch'> & { readonly step: number },
): Divergence {
  const index = Math.max(
    0,
    losses.findIndex((loss) => !Number.isFinite(loss)),
  )
  const fedRows = rows.subarray(Math.max(0, index - 1) * batchSize, (index + 1) * batchSize)
  return { epoch, step: step + index + 1, input: findExtremeInput(training, fedRows, window) }
}

function noModelError(divergence: Divergence | undefined): Error {
  if (divergence) return divergenceError(divergence)
  return new CancelledError('the first epoch was not over yet, so there is no classifier to keep')
}
