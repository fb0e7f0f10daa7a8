import { basename, resolve } from 'node:path'
import { RequestError } from '../../core/request-error.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import type { WorkspaceContext } from '../context.js'
import { requireOpenTraining } from '../ledger/require-open-sets.js'
import { openDataSources } from '../rows/data-sources.js'
import { classifierToReplace, withTrainingLock } from './destination.js'
import { requireDevice } from './device.js'
import { trainExternal } from './external/train-external.js'
import { fitClassifier } from './fit-classifier.js'
import { planTraining, type TrainingPlan } from './plan-training.js'
import type { TrainRequest } from './request.js'
import type { TrainResult } from './result.js'
import { tensorboardLog } from './tensorboard-log.js'
import type { TrainHooks } from './train-hooks.js'

/**
 * Trains a classifier from stored candles, here or by another program, and saves it; features and labels that are missing are
 * computed and kept. Stopped by the signal it saves the best epoch so far. Throws CancelledError where there is none yet,
 * UserError where data or settings do not make a training.
 */
export async function train(
  request: TrainRequest,
  context: WorkspaceContext,
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  const sources = openDataSources(context)
  try {
    if (request.external !== undefined) {
      refuseOwnOptions(request)
      return await trainExternal(request, request.external, { context, sources, hooks })
    }
    const plan = await planTraining(request, context.workspace, sources)
    await requireDevice(plan.request.device)
    await classifierToReplace(plan)
    await requireOpenTraining(plan, basename(plan.folder), plan.request.openTestSet, context)
    const training = { plan, context, sources, hooks: withTensorboard(plan, context, hooks) }
    return await withTrainingLock(plan.folder, () => fitClassifier(training))
  } finally {
    await sources.stopThreads()
  }
}

/** Options that say how our own nets learn, and mean nothing where another program trains. */
const OWN_OPTIONS = [
  'net',
  'params',
  'batchSize',
  'epochs',
  'patience',
  'monitor',
  'threads',
  'device',
  'resume',
  'checkpointMinutes',
  'tensorboard',
] as const

function refuseOwnOptions(request: TrainRequest): void {
  const given = OWN_OPTIONS.find((key) => request[key] !== undefined)
  if (given !== undefined) throw new RequestError(`{external} and {${given}} exclude each other; leave one of them out`)
}

function withTensorboard(
  { request, monitor }: TrainingPlan,
  { workspace, clock }: WorkspaceContext,
  hooks: TrainHooks,
): TrainHooks {
  const { tensorboard } = request
  if (tensorboard === undefined) return hooks
  const names = { classes: TRADE_CLASSES, metric: monitor.metric?.value.id }
  const write = tensorboardLog(resolve(workspace.directory, tensorboard), names, clock)
  return {
    ...hooks,
    onEpoch: (epoch) => {
      hooks.onEpoch?.(epoch)
      write(epoch)
    },
  }
}
