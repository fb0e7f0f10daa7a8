import { basename, extname, resolve } from 'node:path'
import type { ClassifierDescription } from '../../../classifier/description.js'
import type { ScoringRows } from '../../../classifier/score-rows.js'
import { selectionLayer } from '../../../config/fill-fields.js'
import { resolveRequest } from '../../../config/resolve-request.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import { SCALER_KINDS, type Scaler } from '../../../datasets/scaler.js'
import { ordinalsOf } from '../../../datasets/set-rows.js'
import { buildTrainingMatrix } from '../../../datasets/training-matrix.js'
import { takerFee, type WorkspaceContext } from '../../context.js'
import { readNet, type NetFile } from '../../files/read-net.js'
import { readNetColumns } from '../../files/read-net-columns.js'
import { readScaler } from '../../files/read-scaler.js'
import { requireOpenTraining } from '../../ledger/require-open-sets.js'
import { openDataSources, type WorkspaceSources } from '../../rows/data-sources.js'
import { fillSelection } from '../../rows/fill-series.js'
import { buildUnscoredSeries } from '../../rows/labelled-series.js'
import { lookUpDefinitions, planRows, resolveBasesAndSets, type RowDefinitions } from '../../rows/plan-rows.js'
import { loadSplits, type SplitRows } from '../../rows/split-rows.js'
import { requireFreeDestination } from '../../train/destination.js'
import { classifierFolder } from '../../train/plan-training.js'
import { registerImportedModel } from '../../train/register-imported-model.js'
import type { TrainResult } from '../../train/result.js'
import { importClassifierSchema, type ImportClassifierRequest, type ResolvedImportRequest } from './request.js'

/**
 * Makes a classifier of a net in a file: checks that it fits, scores the validation set, chooses thresholds, saves it. Throws
 * UserError where it does not fit; nothing is written then.
 */
export async function importClassifier(
  request: ImportClassifierRequest,
  context: WorkspaceContext,
): Promise<TrainResult> {
  const sources = openDataSources(context)
  try {
    const { request: resolved } = resolveRequest(importClassifierSchema, [
      { source: 'call', values: { ...request } },
      selectionLayer(context.workspace.config),
    ])
    return await importNet(resolved, context, sources)
  } finally {
    await sources.stopThreads()
  }
}

async function importNet(
  request: ResolvedImportRequest,
  context: WorkspaceContext,
  sources: WorkspaceSources,
): Promise<TrainResult> {
  const { workspace } = context
  const folder = classifierFolder(request, nameOfFile(request.file), workspace)
  await requireFreeDestination(folder, request.overwrite)
  const basesAndSets = await resolveBasesAndSets(request, workspace, sources, ['validation'])
  const definitions = await lookUpDefinitions(request, workspace.directory)
  const { net, format, hash } = await readRequestedNet(request, definitions, context)
  const plan = await planRows(request, definitions, basesAndSets, net.window, { workspace, sources })
  await requireOpenTraining(plan, basename(folder), request.openTestSet, context)
  const { training, validation } = await loadSplits(plan, sources)
  const inputs = inputNames(plan.features.value)
  const { scaler, scalers } = await resolveScalers(request, workspace.directory, { net, training, inputs })
  const unscaled = scaler === 'none' ? ['it takes the features as they are, or scales them itself'] : []
  const { seed, sampling, select, file, fills, stake, impact } = request
  const rules = { fills, stake, impact }
  const frames = validation.map(({ loaded, rows }) => buildUnscoredSeries(loaded, rows))
  return registerImportedModel({
    seed,
    sampling,
    select,
    fills: rules,
    scaler,
    folder,
    context,
    fee: takerFee(context),
    net: { ...net, assumed: [...net.assumed, ...unscaled] },
    origin: { kind: 'import', source: basename(file), hash, format },
    data: { plan, training, validation, matrix: { inputs, bases: scalers.map((one) => ({ scaler: one })) } },
    rows: collectScoringRows(validation, scalers),
    frames: await fillSelection(frames, plan.bases, rules, sources),
  })
}

/** The file's name without its ending, as far as it makes a name of a classifier. */
function nameOfFile(file: string): string {
  const plain = basename(file, extname(file))
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
  return plain.slice(0, 100) || 'imported'
}

/** The validation rows of each base with its scaler. */
function collectScoringRows(validation: readonly SplitRows[], scalers: readonly Scaler[]): ScoringRows[] {
  return validation.flatMap(({ loaded, rows }, index) => {
    const scaler = scalers[index]
    return scaler ? [{ dataset: loaded.dataset, ordinals: ordinalsOf(rows.runs), scaler }] : []
  })
}

async function readRequestedNet(
  request: ResolvedImportRequest,
  { features, target }: RowDefinitions,
  { workspace: { directory }, signal }: WorkspaceContext,
): Promise<NetFile> {
  const { file, columns, classes, outputName, output, window } = request
  const requirements = {
    label: file,
    features: features.value.id,
    inputs: inputNames(features.value),
    classes: target.value.classes,
    columns: columns === undefined ? undefined : await readNetColumns(columns, directory),
    classOrder: classes,
    output: outputName,
    outputForm: output,
    window,
  }
  return readNet(resolve(directory, file), requirements, signal)
}

interface ScalingNeeds extends Pick<NetFile, 'net'> {
  readonly training: readonly SplitRows[]
  readonly inputs: readonly string[]
}

interface Scaling {
  /** One for each base. */
  readonly scalers: readonly Scaler[]
  readonly scaler: ClassifierDescription['scaler']
}

/** None, those of a file, or fitted on the training rows of each base. */
async function resolveScalers(
  { scaler }: ResolvedImportRequest,
  directory: string,
  { net, training, inputs }: ScalingNeeds,
): Promise<Scaling> {
  const names = training.map(({ loaded }) => loaded.base.name)
  if (scaler === 'none') return { scaler, scalers: names.map(() => identityScaler(inputs.length)) }
  const kind = SCALER_KINDS.find((one) => one === scaler)
  if (!kind) {
    const file = resolve(directory, scaler)
    return { scaler: 'given', scalers: await readScaler(file, names, { columns: net.columns, inputs }) }
  }
  const chosen = training.map(({ loaded, rows }) => ({ dataset: loaded.dataset, ordinals: ordinalsOf(rows.runs) }))
  return { scaler: kind, scalers: buildTrainingMatrix(chosen, kind, net.window).bases.map((base) => base.scaler) }
}

/** (x − 0) / 1 is x to the bit. */
function identityScaler(inputs: number): Scaler {
  return { center: new Float32Array(inputs), scale: new Float32Array(inputs).fill(1) }
}
