import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { saveClassifier } from '../../classifier/classifier-files.js'
import type { TrainingFingerprint } from '../../classifier/checkpoint.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { threadNumbers } from '../../classifier/choose-threads.js'
import { fit } from '../../classifier/fit.js'
import type { EpochReport, FitResult } from '../../classifier/fit-options.js'
import { scoreRows } from '../../classifier/score-rows.js'
import { isTrainedByKernel } from '../../classifier/trainer-spec.js'
import { toTrainerOptions } from '../../classifier/learning.js'
import { isBetterEpoch } from '../../classifier/select-epoch.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { openScorer } from '../../nets/scorer.js'
import { takerFee, type WorkspaceContext } from '../context.js'
import { recordFit, type StartedFit } from '../ledger/record-fit.js'
import type { WorkspaceSources } from '../rows/data-sources.js'
import type { PreparedRows } from '../rows/prepared-rows.js'
import { fillSelection } from '../rows/fill-series.js'
import { splitRows, requireClasses, summarizeSplits, type SplitSummary, type Splits } from '../rows/split-rows.js'
import { prepareRows } from '../rows/training-rows.js'
import { checkpointSettings, trainingCheckpoints, type TrainingCheckpoints } from './checkpoints.js'
import { describeTraining } from './describe-training.js'
import { classifierToReplace } from './destination.js'
import { evaluateOnValidation, scoreFrames } from './evaluate-on-validation.js'
import { fitProgress } from './fit-progress.js'
import { loggedRequest } from './logged-request.js'
import type { TrainingPlan } from './plan-training.js'
import type { TrainResult } from './result.js'
import { openRunLog } from './run-log.js'
import { logFailure, type StartedTraining, type TrainingLog } from './training-log.js'
import { trainedEpoch, type TrainHooks } from './train-hooks.js'

/** What a kernel can address, in megabytes, with room for itself. */
const MAX_MEGABYTES_IN_KERNEL = 3500
/** ONNX Runtime copies rows that are not memory-mapped, and is as fast with those that are. */
const MAX_MEGABYTES_IN_RUNTIME = 64

/** All that one training works with. */
interface Training {
  readonly plan: TrainingPlan
  readonly context: WorkspaceContext
  readonly sources: WorkspaceSources
  readonly hooks: TrainHooks
}

/** A training whose rows are there. */
interface PreparedTraining extends Training {
  readonly sets: SplitSummary
  readonly rows: PreparedRows
  readonly settings: TrainingFingerprint
  readonly checkpoints: TrainingCheckpoints
}

/**
 * Trains a planned classifier and saves it. Stopped by the signal it saves the best epoch so far; throws CancelledError where
 * there is none yet. Throws UserError where the data do not make a training.
 */
export async function fitClassifier(training: Training): Promise<TrainResult> {
  const { plan, context, sources } = training
  // Looked at once more: another training may have made one in between.
  const existing = await classifierToReplace(plan)
  const splits = await splitRows(plan, sources)
  training.hooks.onSets?.([...splits.training, ...splits.validation], plan.target.value.classes)
  requireClasses(splits.training, plan)
  const rows = await expandRows(training, splits)
  const frames = await fillSelection(splits.frames, plan.bases, plan.request, sources)
  const sets = summarizeSplits({ ...splits, frames })
  try {
    await sources.stopThreads()
    const settings = checkpointSettings(plan, sets.bases, frames, takerFee(context))
    const { clock, log } = context
    const checkpoints = await trainingCheckpoints(plan.request, settings, { folder: plan.folder, clock, log })
    const prepared = { ...training, sets, rows, settings, checkpoints }
    const runLog = await openRunLog(context, startedTraining(prepared))
    return await logFailure(runLog, () => fitAndSave(prepared, runLog, existing))
  } finally {
    await rows.close()
  }
}

function expandRows({ plan, sources }: Training, splits: Splits): Promise<PreparedRows> {
  const { scaler, memory, disk } = plan.request
  const isKernel = trainsInKernel(plan)
  return prepareRows(plan, sources, splits, {
    scaler,
    sampleWeights: plan.learning.sampleWeights,
    megabytes: Math.min(memory, isKernel ? MAX_MEGABYTES_IN_KERNEL : MAX_MEGABYTES_IN_RUNTIME),
    disk,
    shared: isKernel,
  })
}

function trainsInKernel({ request, features, target, layers, window, learning }: TrainingPlan): boolean {
  const { batchSize, seed, device, epochs } = request
  return isTrainedByKernel({
    layers,
    inputs: inputNames(features.value).length,
    classes: target.value.classes.length,
    window,
    batchSize,
    seed,
    device,
    ...toTrainerOptions(learning, { epochs, stepsPerEpoch: 1 }),
  })
}

function startedTraining({ plan, sets, settings, checkpoints }: PreparedTraining): StartedTraining {
  const { net, params, folder, request } = plan
  const { epochs, patience, batchSize } = request
  const { training, validation } = sets
  const earlier = checkpoints.recovery.resume?.history ?? []
  const logged = loggedRequest(plan)
  return {
    plan,
    net,
    params,
    folder,
    epochs,
    patience,
    batchSize,
    request: logged,
    settings,
    training,
    validation,
    earlier,
  }
}

async function fitAndSave(
  prepared: PreparedTraining,
  runLog: TrainingLog,
  existing: ClassifierDescription | undefined,
): Promise<TrainResult> {
  const { plan, context, sets, rows, checkpoints } = prepared
  const { training, validation } = sets
  const recorded = await recordFit(startedFit(prepared), context)
  const result = await fitRows(prepared, runLog)
  const fee = takerFee(context)
  const description = describeTraining({ plan, fee, training, validation, matrix: rows.matrix, result })
  const earlier = existing?.history.find(({ epoch }) => epoch === existing.selection.epoch)
  const saved = !(
    result.stopped === 'interrupted' &&
    earlier &&
    !isBetterEpoch(plan.monitor.rule, result.best, earlier)
  )
  if (saved) await saveClassifier(plan.folder, { description, model: result.model }, result.state)
  if (result.stopped !== 'interrupted') await checkpoints.remove()
  await recorded.finish({
    best: result.best,
    selection: description.selection,
    epochs: result.history.length,
    series: scoreFrames(sets.frames, await scoreParts(result.model, rows.validation)),
  })
  runLog.onEnd({ stopped: result.stopped, epoch: result.best.epoch, saved, threads: result.threads })
  return {
    classifier: { name: basename(plan.folder), folder: plan.folder, description },
    epochs: result.history,
    stopped: result.stopped,
    divergence: result.divergence,
    saved,
    sets: [...training, ...validation],
  }
}

function startedFit({ plan, checkpoints }: PreparedTraining): StartedFit {
  const { folder, net, params, request } = plan
  const isResumed = checkpoints.recovery.resume !== undefined
  return { plan, folder, trainer: 'train', isResumed, net: net.id, params, seed: request.seed }
}

/** Scores of the rows of each base. */
async function scoreParts(model: Uint8Array, parts: PreparedRows['validation']): Promise<Float32Array[]> {
  const scorer = await openScorer(model)
  try {
    const scores: Float32Array[] = []
    for (const part of parts) scores.push(await scoreRows(scorer, part))
    return scores
  } finally {
    await scorer.close()
  }
}

async function fitRows(
  { plan, context, sets, rows, checkpoints, hooks }: PreparedTraining,
  runLog: TrainingLog,
): Promise<FitResult> {
  const { request, layers, window, target, learning, monitor } = plan
  const { seed, epochs, patience, batchSize, sampling, threads, device } = request
  const earlier = checkpoints.recovery.resume?.history ?? []
  const shown = fitProgress(context.progress, context.clock, { epochs, batchSize, monitor, earlier })
  const onEpoch = (report: EpochReport, isBest: boolean): void => {
    shown.onEpoch(report, isBest)
    hooks.onEpoch?.(trainedEpoch(report, isBest))
    runLog.onEpoch(report, isBest)
  }
  try {
    return await fit({
      layers,
      window,
      classes: target.value.classes,
      training: rows.matrix,
      validation: rows.validation,
      seed,
      epochs,
      patience,
      batchSize,
      sampling,
      learning,
      threads: threads ?? { numbers: threadNumbers(availableParallelism()), clock: context.clock },
      device,
      select: monitor.rule,
      evaluate: evaluateOnValidation(sets.frames, takerFee(context), seed, monitor.metric?.value),
      checkpoints: checkpoints.recovery,
      onStep: (position) => {
        shown.onStep(position)
        runLog.onStep(position)
      },
      onEpoch,
      signal: context.signal,
    })
  } finally {
    shown.end()
  }
}
