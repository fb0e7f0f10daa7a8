import { completeLearning } from '../../../classifier/learning.js'
import type { ClassifierDescription } from '../../../classifier/description.js'
import { parseRequest } from '../../../config/resolve-request.js'
import { DEFAULT_LEARNING } from '../../../config/training-fields.js'
import type { Layer, Net } from '../../../nets/net.js'
import logistic from '../../../nets/catalog/Logistic.js'
import type { WorkspaceFolder } from '../../context.js'
import type { WorkspaceSources } from '../../rows/data-sources.js'
import { lookUpDefinitions, planRows } from '../../rows/plan-rows.js'
import { findMonitor } from '../../train/monitor.js'
import { planLayers, type TrainingPlan } from '../../train/plan-training.js'
import { trainSchema } from '../../train/request.js'

/** How a baseline learns: the same for every classifier, so that it is one. */
const LEARNING = { seed: 1, epochs: 5, patience: 5, batchSize: 64, learningRate: 0.005 } as const

/**
 * A training of logistic regression on the rows of a classifier: its bases, sets, features, labels, events and scaler, classes as
 * often, and the fills that selected it. Nothing of it depends on the configuration.
 */
export async function planBaseline(
  description: ClassifierDescription,
  { workspace, sources }: { readonly workspace: WorkspaceFolder; readonly sources: WorkspaceSources },
): Promise<TrainingPlan> {
  const { scaler, training, selection, embargo } = description
  const { flatMinutes, sampling } = training
  const { learningRate, ...steps } = LEARNING
  const request = parseRequest(trainSchema, {
    ...steps,
    features: description.features.id,
    target: description.target.id,
    ...(description.events && { events: description.events.id }),
    scaler: scaler === 'standard' ? 'standard' : 'robust',
    sampling: sampling === 'natural' ? 'natural' : 'balanced',
    select: selection.rule ?? 'seed',
    fills: selection.fills?.model ?? 'close',
    ...(selection.fills && { stake: selection.fills.stake, impact: selection.fills.impact }),
    embargo,
    ...(flatMinutes !== undefined && { flatMinutes }),
    // The classifier was trained with them, and its check has been told then.
    unchecked: true,
  })
  const definitions = await lookUpDefinitions(request, workspace.directory)
  const bases = description.bases.map(({ name, market }) => ({ name, market }))
  const sets = {
    training: description.sets.training,
    validation: description.sets.validation,
    test: description.sets.test,
  }
  const rows = await planRows(request, definitions, { bases, sets }, 1, { workspace, sources })
  const net: Net = logistic
  const { params, layers } = planLayers(net, undefined, definitions)
  const { classes } = definitions.target.value
  return {
    ...rows,
    request,
    sources: {},
    folder: '',
    net,
    params,
    layers,
    learning: completeLearning({ ...DEFAULT_LEARNING, learningRate }, () => false, classes),
    monitor: await findMonitor('gain', request.select, workspace.directory),
  }
}

/** A small net for the positive control: enough to read a label out of a column, whatever stands in the others. */
export function controlLayers(classes: number): readonly Layer[] {
  return [
    { type: 'dense', units: 16, activation: 'relu', kernelInitializer: 'heUniform' },
    { type: 'dense', units: classes, activation: 'softmax' },
  ]
}
