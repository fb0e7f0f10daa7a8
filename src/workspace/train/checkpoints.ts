import {
  readCheckpointEpochs,
  checkpointFolder,
  loadCheckpoint,
  saveCheckpoint,
  type TrainingFingerprint,
  type CheckpointHooks,
} from '../../classifier/checkpoint.js'
import { removeArtefact } from '../../store/files/artefact-folder.js'
import type { LabelledSeries } from '../../assessment/scored-series.js'
import { sha256 } from '../../core/hash.js'
import type { Clock } from '../../core/clock.js'
import { MINUTE } from '../../core/time.js'
import type { BaseSummary } from '../rows/base-rows.js'
import { describeFills } from './describe-training.js'
import type { TrainingPlan } from './plan-training.js'

/** How a training is kept from being lost. */
export interface CheckpointOptions {
  /** Whether to go on from the checkpoint of a training with the same settings. */
  readonly resume: boolean
  /** Most minutes between two checkpoints; one is written after every epoch too. */
  readonly checkpointMinutes: number
}

export interface TrainingCheckpoints {
  readonly recovery: CheckpointHooks
  /** To be called when the classifier is saved and the training needs no going on. */
  readonly remove: () => Promise<void>
}

/**
 * Opens the checkpoint of a training and tells `log` what becomes of one that is there. Throws UserError where it is to be
 * resumed but belongs to other settings.
 */
export async function trainingCheckpoints(
  options: CheckpointOptions,
  settings: TrainingFingerprint,
  { folder, clock, log }: { readonly folder: string; readonly clock: Clock; readonly log: (line: string) => void },
): Promise<TrainingCheckpoints> {
  const file = checkpointFolder(folder)
  const from = options.resume ? await loadCheckpoint(file, settings) : undefined
  const epochs = from?.history.length ?? (await readCheckpointEpochs(file))
  if (from) log(`going on in epoch ${from.history.length + 1}`)
  else if (options.resume) log('there is no checkpoint to go on from: the training begins anew')
  else if (epochs !== undefined)
    log(`a checkpoint after epoch ${epochs} will be replaced; with resume the training would go on from it`)
  let last = clock.now()
  return {
    recovery: {
      resume: from,
      isDue: () => clock.now() - last >= options.checkpointMinutes * MINUTE,
      save: async (checkpoint) => {
        await saveCheckpoint(file, settings, checkpoint)
        last = clock.now()
      },
    },
    remove: () => removeArtefact(file),
  }
}

/** Everything that the bits of a trained net depend on. */
export function checkpointSettings(
  plan: TrainingPlan,
  bases: readonly Pick<BaseSummary, 'base' | 'candlesHash'>[],
  frames: readonly Pick<LabelledSeries, 'fills'>[],
  fee: number,
): TrainingFingerprint {
  const { request, features, target, events, net, params, layers, window, reach, sets } = plan
  const settings: Readonly<Record<string, unknown>> = {
    seed: request.seed,
    net: request.net,
    'version of the net': net.version,
    params: Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)),
    layers,
    window,
    features: features.value.id,
    'source of the features': features.sourceHash,
    target: target.value.id,
    'source of the target': target.sourceHash,
    events: events?.value.id ?? 'none',
    'source of the events': events?.sourceHash ?? 'none',
    base: plan.bases.map(({ name }) => name),
    candles: bases.map(({ base, candlesHash }) => [base.market, candlesHash]),
    sets,
    embargo: reach.embargo,
    ...(plan.flatMinutes !== undefined && { flatMinutes: plan.flatMinutes }),
    scaler: request.scaler,
    batch: request.batchSize,
    epochs: request.epochs,
    patience: request.patience,
    select: request.select,
    fills: describeFills(request) ?? 'close',
    'spreads of the fills': hashFills(frames),
    sampling: request.sampling,
    ...learningSettings(plan),
    fee,
  }
  return settingTexts(settings)
}

/** One hash over what realistic fills pay for the spread: quotes that came since would select otherwise. */
function hashFills(frames: readonly Pick<LabelledSeries, 'fills'>[]): string {
  return sha256(...frames.flatMap(({ fills }) => (fills ? [Buffer.from(fills.spreadShare.buffer)] : [])))
}

/** Settings as text by name, so that the one that differs can be named. */
export function settingTexts(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, textOf(value)]))
}

/** One setting for each key, so that the one that differs can be named. Threads do not decide the bits; the device may. */
function learningSettings({ learning, monitor, request }: TrainingPlan): Readonly<Record<string, unknown>> {
  const { metric } = monitor
  return {
    ...learning,
    best: monitor.name,
    ...(metric && { 'source of the metric': metric.sourceHash }),
    device: request.device,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
