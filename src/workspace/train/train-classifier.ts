import { basename } from 'node:path'
import { saveClassifier } from '../../classifier/classifier-files.js'
import type { CheckStatus, ClassifierDescription } from '../../classifier/description.js'
import type { CheckpointSettings } from '../../classifier/checkpoint.js'
import type { Divergence } from '../../classifier/divergence.js'
import { fit, type EpochReport, type FitResult, type StopReason } from '../../classifier/fit.js'
import { isBetterEpoch } from '../../classifier/select-epoch.js'
import type { Clock } from '../../core/clock.js'
import type { CatalogDefinition } from '../check/catalog-definitions.js'
import {
  checkpointSettings,
  trainingCheckpoints,
  type CheckpointOptions,
  type TrainingCheckpoints,
} from './training-checkpoints.js'
import { requireClasses, type ChosenSet } from '../rows/chosen-sets.js'
import { describeTraining } from './describe-training.js'
import { classifierToReplace } from './destination.js'
import { fitProgress } from './fit-progress.js'
import type { DataSources, KnownBase } from '../rows/load-base.js'
import { onlyTraining } from './only-training.js'
import { prepareRows } from '../rows/prepare-rows.js'
import type { PreparedRows } from '../rows/prepared-rows.js'
import { prepareSets, withoutLabels, type KnownSets } from '../rows/prepare-sets.js'
import { requireDevice } from './require-device.js'
import { planTraining, type TrainingPlan, type TrainingRequest } from './training-request.js'
import { watched, type BegunTraining, type TrainingWatcher } from './training-watcher.js'
import { evaluateOnValidation } from './validation-judge.js'

export interface TrainingOutput {
  /** The last part of the folder. */
  readonly name: string
  readonly folder: string
  /** Of this training, also where it was not saved. */
  readonly description: ClassifierDescription
  readonly stopped: StopReason
  /** Where it diverged, if it did. */
  readonly divergence?: Divergence | undefined
  /** False where an interrupted fit was no better than the classifier that is there: that one was kept. */
  readonly saved: boolean
  readonly sets: readonly ChosenSet<KnownBase>[]
}

export interface TrainingEnvironment extends DataSources {
  readonly clock: Clock
  /** What is known of a definition's soundness; throws UserError where it may not be trained on. Default: as shipped. */
  readonly checkStatus?: (definition: CatalogDefinition) => Promise<CheckStatus>
  /** Told the sets before the training begins. */
  readonly onSets?: (sets: readonly ChosenSet<KnownBase>[], classes: readonly string[]) => void
  /** Default: none are written, and a kill loses the training. */
  readonly checkpoints?: CheckpointOptions
  /** Told each epoch when it is over. */
  readonly onEpoch?: (report: EpochReport) => void
  /** Called when the data are there; what it returns is told how the training goes. */
  readonly watch?: (begun: BegunTraining) => TrainingWatcher
  /** Told what becomes of an earlier training's checkpoint. */
  readonly say?: (line: string) => void
}

/**
 * Trains a classifier from stored candles and saves it. Stopped by the signal it saves the best epoch so far; throws
 * CancelledError where there is none yet. Throws UserError where data or settings do not make a training.
 */
export async function trainClassifier(request: TrainingRequest, env: TrainingEnvironment): Promise<TrainingOutput> {
  const plan = await planTraining(request, env)
  await requireDevice(plan.device)
  await classifierToReplace(plan)
  return onlyTraining(plan.request.folder, () => trainPlanned(plan, env))
}

async function trainPlanned(plan: TrainingPlan, env: TrainingEnvironment): Promise<TrainingOutput> {
  // Looked at once more: another training may have made one in between.
  const existing = await classifierToReplace(plan)
  const { sets, rows } = await prepareData(plan, env)
  const { training, validation } = sets
  try {
    const settings = checkpointSettings(plan, sets.bases, feeOf(env))
    const checkpoints = env.checkpoints && (await openCheckpoints(plan, env, settings, env.checkpoints))
    const earlier = checkpoints?.recovery.from?.history ?? []
    const watcher = env.watch?.({ plan, settings, training, validation, earlier })
    const prepared = { plan, sets, rows, existing, checkpoints }
    return await watched(watcher, () => fitAndSave(prepared, env, watcher))
  } finally {
    await rows.close()
  }
}

async function prepareData(plan: TrainingPlan, env: TrainingEnvironment) {
  const sets = await prepareSets(plan, env)
  env.onSets?.([...sets.training, ...sets.validation], plan.target.value.classes)
  requireClasses(sets.training, plan)
  const rows = await prepareRows(plan, env, sets)
  await env.rest?.()
  return { sets: withoutLabels(sets), rows }
}

/** All that a fit is made of. */
interface PreparedTraining {
  readonly plan: TrainingPlan
  readonly sets: KnownSets
  readonly rows: PreparedRows
  /** The classifier that would be replaced. */
  readonly existing: ClassifierDescription | undefined
  readonly checkpoints: TrainingCheckpoints | undefined
}

async function fitAndSave(
  prepared: PreparedTraining,
  env: TrainingEnvironment,
  watcher: TrainingWatcher | undefined,
): Promise<TrainingOutput> {
  const { plan, sets, rows, existing, checkpoints } = prepared
  const { training, validation } = sets
  const { request } = plan
  const result = await fitOn(prepared, env, watcher)
  const description = describeTraining({
    plan,
    fee: feeOf(env),
    training,
    validation,
    matrix: rows.matrix,
    result,
  })
  const kept = existing?.history.find(({ epoch }) => epoch === existing.selection.epoch)
  const saved = !(result.stopped === 'interrupted' && kept && !isBetterEpoch(plan.best.rule, result.best, kept))
  if (saved) await saveClassifier(request.folder, { description, model: result.model }, result.state)
  if (result.stopped !== 'interrupted') await checkpoints?.remove()
  watcher?.onEnd({ stopped: result.stopped, epoch: result.best.epoch, saved })
  return {
    name: basename(request.folder),
    folder: request.folder,
    description,
    stopped: result.stopped,
    divergence: result.divergence,
    saved,
    sets: [...training, ...validation],
  }
}

function openCheckpoints(
  plan: TrainingPlan,
  env: TrainingEnvironment,
  settings: CheckpointSettings,
  options: CheckpointOptions,
): Promise<TrainingCheckpoints> {
  return trainingCheckpoints(options, settings, {
    folder: plan.request.folder,
    clock: env.clock,
    say: env.say ?? (() => {}),
  })
}

async function fitOn(
  { plan, sets, rows, checkpoints }: PreparedTraining,
  env: TrainingEnvironment,
  watcher: TrainingWatcher | undefined,
): Promise<FitResult> {
  const { request, layers, window, target } = plan
  const shown = fitProgress(env.progress, env.clock, request.epochs, request.batchSize)
  try {
    return await fit({
      layers,
      window,
      classes: target.value.classes,
      training: rows.matrix,
      validation: rows.validation,
      seed: request.seed,
      epochs: request.epochs,
      patience: request.patience,
      batchSize: request.batchSize,
      evaluate: evaluateOnValidation(sets.frames, feeOf(env), request.seed, plan.best.metric?.value),
      sampling: request.sampling,
      learning: plan.learning,
      threads: plan.threads,
      device: plan.device,
      select: plan.best.rule,
      ...(checkpoints && { recovery: checkpoints.recovery }),
      onStep: (position) => {
        shown.onStep(position)
        watcher?.onStep(position)
      },
      onEpoch: (report, isBest) => {
        shown.onEpoch(report, isBest)
        env.onEpoch?.(report)
        watcher?.onEpoch(report, isBest)
      },
      signal: env.signal,
    })
  } finally {
    shown.end()
  }
}

function feeOf({ config }: TrainingEnvironment): number {
  return Number(config.fees.taker)
}
