import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { makeFolder } from '../../../store/files/make-folder.js'
import { selectionLayer } from '../../../config/fill-fields.js'
import { resolveRequest } from '../../../config/resolve-request.js'
import { UserError } from '../../../core/errors.js'
import { SECOND } from '../../../core/time.js'
import { requireCodeAllowed } from '../../../definitions/code-trust.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import { takerFee, type WorkspaceContext } from '../../context.js'
import { readNet, type NetFile } from '../../files/read-net.js'
import { requireOpenTraining } from '../../ledger/require-open-sets.js'
import type { WorkspaceSources } from '../../rows/data-sources.js'
import { lookUpDefinitions, planRows, resolveBasesAndSets } from '../../rows/plan-rows.js'
import { fillSelection } from '../../rows/fill-series.js'
import { splitRows, type Splits } from '../../rows/split-rows.js'
import { settingTexts } from '../checkpoints.js'
import { requireFreeDestination } from '../destination.js'
import { loggedRequest } from '../logged-request.js'
import { classifierFolder } from '../plan-training.js'
import { registerImportedModel } from '../register-imported-model.js'
import { trainSchema, type ResolvedTrainRequest, type TrainRequest } from '../request.js'
import type { TrainResult } from '../result.js'
import { openRunLog } from '../run-log.js'
import type { TrainHooks } from '../train-hooks.js'
import { logFailure, type StartedTraining, type TrainingLog } from '../training-log.js'
import { exportRows, type ExportedRows, type ExternalPlan } from './export-rows.js'
import { runCommand } from './run-command.js'
import { splitCommand } from './split-command.js'
import { FILES } from './write-request.js'

interface ExternalTraining {
  readonly context: WorkspaceContext
  readonly sources: WorkspaceSources
  readonly hooks: TrainHooks
}

/**
 * Lets another program train on our features and labels, checks what it brings back, chooses thresholds and saves it as a
 * classifier of ours. Throws UserError where the program fails or its model does not fit; nothing is saved then.
 */
export async function trainExternal(
  request: TrainRequest,
  command: string,
  training: ExternalTraining,
): Promise<TrainResult> {
  // Better told now than after the features are computed.
  splitCommand(command)
  const { context, sources, hooks } = training
  requireCodeAllowed(context.workspace.directory, `the command ${command}`)
  const plan = await planExternal(request, training)
  const sets = await splitRows(plan, sources)
  const frames = await fillSelection(sets.frames, plan.bases, plan.request, sources)
  hooks.onSets?.([...sets.training, ...sets.validation], plan.target.value.classes)
  return inWorkingFolder(context, plan.request, async (folder) => {
    const rows = await exportRows(folder, { plan, sets, sources })
    try {
      const runLog = await openRunLog(context, startedTraining(plan, sets, context))
      return await logFailure(runLog, () =>
        runAndRegister({ ...training, command, plan, sets: { ...sets, frames }, folder, rows }, runLog),
      )
    } finally {
      await rows.close()
    }
  })
}

async function planExternal(request: TrainRequest, { context, sources }: ExternalTraining): Promise<ExternalPlan> {
  const { workspace } = context
  const { memory, disk, flatMinutes } = workspace.config.training
  const { request: resolved } = resolveRequest(trainSchema, [
    { source: 'call', values: { ...request } },
    { source: 'config', values: { memory, disk, flatMinutes }, nameOf: (key) => `training.${key}` },
    selectionLayer(workspace.config),
  ])
  const { features, target, events, seed, overwrite } = resolved
  const name = ['external', features, target, events ?? [], seed].flat().join('-')
  const folder = classifierFolder(resolved, name, workspace)
  await requireFreeDestination(folder, overwrite)
  const basesAndSets = await resolveBasesAndSets(resolved, workspace, sources)
  const definitions = await lookUpDefinitions(resolved, workspace.directory)
  const rows = await planRows(resolved, definitions, basesAndSets, 1, { workspace, sources })
  await requireOpenTraining(rows, basename(folder), resolved.openTestSet, context)
  return { ...rows, request: resolved, folder }
}

interface ExportedTraining extends ExternalTraining {
  readonly command: string
  readonly plan: ExternalPlan
  readonly sets: Splits
  /** Where the request is, and the model will be. */
  readonly folder: string
  readonly rows: ExportedRows
}

/** Runs the command, and makes a classifier of what it leaves behind. */
async function runAndRegister(training: ExportedTraining, runLog: TrainingLog): Promise<TrainResult> {
  const { context, command, plan, sets, folder, rows } = training
  const started = context.clock.now()
  await runCommand({
    command: [...splitCommand(command), folder],
    cwd: context.workspace.directory,
    timeout: plan.request.externalTimeout * 60_000,
    signal: context.signal,
    log: context.log,
  })
  const seconds = ((context.clock.now() - started) / SECOND).toFixed(1)
  const { net, format, hash } = await returnedNet(folder, plan, command, context.signal)
  const { seed, sampling, select, scaler, fills, stake, impact } = plan.request
  const result = await registerImportedModel({
    seed,
    sampling,
    select,
    fills: { fills, stake, impact },
    scaler,
    net,
    folder: plan.folder,
    fee: takerFee(context),
    origin: { kind: 'external', source: command, hash, format },
    data: { plan, training: sets.training, validation: sets.validation, matrix: rows.matrix },
    rows: rows.validation,
    frames: sets.frames,
    context,
  })
  const { description } = result.classifier
  for (const report of description.history) runLog.onEpoch(report, true)
  const message = `the external command took ${seconds} s`
  runLog.onEnd({ stopped: result.stopped, epoch: description.selection.epoch, saved: result.saved, message })
  return result
}

/** Its inputs are the columns as they were given out, each row alone. */
async function returnedNet(folder: string, plan: ExternalPlan, command: string, signal: AbortSignal): Promise<NetFile> {
  const file = join(folder, FILES.model)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) {
    throw new UserError(
      `the external command ${command} ended well but left no ${FILES.model} in the folder that is its last argument`,
    )
  }
  const { classes, outputName, output } = plan.request
  const columns = inputNames(plan.features.value)
  const requirements = {
    label: FILES.model,
    features: plan.features.value.id,
    inputs: columns,
    classes: plan.target.value.classes,
    columns,
    classOrder: classes,
    output: outputName,
    outputForm: output,
  }
  const returned = await readNet(file, requirements, signal)
  const { window } = returned.net
  if (window === 1) return returned
  throw new UserError(`${FILES.model} looks at ${window} minutes, but the program was given single rows`)
}

async function inWorkingFolder<T>(
  { workspace }: WorkspaceContext,
  { externalFolder }: ResolvedTrainRequest,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (externalFolder !== undefined) {
    const folder = resolve(workspace.directory, externalFolder)
    await makeFolder(folder)
    // A model of an earlier run is not to be taken for that of this one.
    await rm(join(folder, FILES.model), { force: true })
    return work(folder)
  }
  const folder = await mkdtemp(join(tmpdir(), 'followupward-external-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A training by another program as it is logged: of one epoch, whose net is the file that comes back. */
function startedTraining(plan: ExternalPlan, sets: Splits, context: WorkspaceContext): StartedTraining {
  const { request, features, target, events, folder } = plan
  const settings: Readonly<Record<string, unknown>> = {
    'external command': request.external,
    seed: request.seed,
    features: features.value.id,
    'source of the features': features.sourceHash,
    target: target.value.id,
    'source of the target': target.sourceHash,
    events: events?.value.id ?? 'none',
    'source of the events': events?.sourceHash ?? 'none',
    base: plan.bases.map(({ name }) => name),
    candles: sets.bases.map(({ base, candlesHash }) => [base.market, candlesHash]),
    sets: plan.sets,
    embargo: plan.reach.embargo,
    scaler: request.scaler,
    select: request.select,
    sampling: request.sampling,
    fee: takerFee(context),
  }
  return {
    plan,
    folder,
    epochs: 1,
    patience: 1,
    batchSize: 0,
    params: {},
    earlier: [],
    net: { id: 'ONNX', version: 1 },
    request: loggedRequest(plan),
    settings: settingTexts(settings),
    training: sets.training,
    validation: sets.validation,
  }
}
