import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { UserError } from '../../../core/errors.js'
import { SECOND } from '../../../core/time.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import type { ScalerKind } from '../../../datasets/scaler.js'
import { readNet, type NetFile } from '../../files/read-net.js'
import type { Io } from '../../../cli/io.js'
import { adoptNet } from '../adopt-net.js'
import { adoptionOf, lookUpData, planAsked, type AskedData, type DataOptions } from '../../rows/asked-data.js'
import { setsTable } from '../../rows/chosen-sets.js'
import { prepareSets, type PreparedSets } from '../../rows/prepare-sets.js'
import type { RowPlan } from '../../rows/row-plan.js'
import { workspaceRunLog } from '../run-log.js'
import type { TrainingOutput } from '../train-classifier.js'
import { watched, type TrainingWatcher } from '../training-watcher.js'
import { begunExternal } from './begun-external.js'
import type { ExternalOptions } from '../../../cli/train/external/external-options.js'
import { giveRows, type RowsGiven } from './give-rows.js'
import { runCommand } from './run-command.js'
import { splitCommand } from './split-command.js'
import { FILES } from './write-request.js'

export interface ExternalDataOptions extends DataOptions {
  readonly scaler: ScalerKind
  /** Megabytes of training rows above which they are made in a file. Default: the configuration's. */
  readonly memory?: number | undefined
  readonly json: boolean
}

/**
 * Lets another program train on our features and labels, checks what it brings back, chooses thresholds and saves it as a
 * classifier of ours; `args` are logged. Throws UserError where the program fails or its model does not fit; nothing is saved
 * then.
 */
export async function trainExternal(
  io: Io,
  options: ExternalDataOptions,
  external: ExternalOptions,
  args: readonly string[],
): Promise<TrainingOutput> {
  // Better told now than after the features are computed.
  splitCommand(external.external)
  const { features, target, events, seed, scaler } = options
  const name = ['external', features, target, events ?? [], seed].flat().join('-')
  const asked = await lookUpData(io, options, name, ['training', 'validation'])
  const planned = await planAsked(asked, 1)
  const plan = { ...planned, window: 1, request: { ...asked.request, scaler } }
  const sets = await prepareSets(plan, asked.sources)
  if (!options.json) io.out(`${setsTable([...sets.training, ...sets.validation], plan.target.value.classes)}\n`)
  const begin = await workspaceRunLog(io, asked.workspace, args)
  return inWorkingFolder(io, external, async (folder) => {
    const given = await giveRows(folder, { io, options, asked, plan, sets })
    try {
      const watcher = begin(begunExternal(asked, plan, sets, { ...options, ...external }))
      return await watched(watcher, () => letLearn({ io, external, asked, plan, sets, folder, given }, watcher))
    } finally {
      await given.close()
    }
  })
}

interface GivenTraining {
  readonly io: Io
  readonly external: ExternalOptions
  readonly asked: AskedData
  readonly plan: ExternalPlan
  readonly sets: PreparedSets
  /** Where the request is, and the model will be. */
  readonly folder: string
  readonly given: RowsGiven
}

type ExternalPlan = RowPlan & Awaited<ReturnType<typeof planAsked>>

/** Runs the command, and makes a classifier of what it leaves behind. */
async function letLearn(training: GivenTraining, watcher: TrainingWatcher): Promise<TrainingOutput> {
  const { io, external, asked, plan, sets, folder, given } = training
  const started = io.clock.now()
  await runIn(folder, io, external)
  const seconds = ((io.clock.now() - started) / SECOND).toFixed(1)
  const { net, format, hash } = await returnedNet(folder, plan, external)
  const output = await adoptNet({
    ...adoptionOf(asked),
    net,
    origin: { kind: 'external', source: external.external, hash, format },
    data: { plan, training: sets.training, validation: sets.validation, matrix: given.matrix },
    rows: given.validation,
    frames: sets.frames,
    scaler: plan.request.scaler,
  })
  for (const report of output.description.history) watcher.onEpoch(report, true)
  const message = `the external command took ${seconds} s`
  watcher.onEnd({ stopped: output.stopped, epoch: output.description.selection.epoch, saved: output.saved, message })
  return output
}

function runIn(folder: string, io: Io, { external, externalTimeout }: ExternalOptions): Promise<void> {
  return runCommand({
    command: [...splitCommand(external), folder],
    cwd: io.cwd,
    timeout: externalTimeout * 60_000,
    signal: io.signal,
    say: (line) => io.err(`${line}\n`),
  })
}

/** Its inputs are the columns as they were given out, each row alone. */
async function returnedNet(
  folder: string,
  plan: Pick<RowPlan, 'features' | 'target'>,
  options: ExternalOptions,
): Promise<NetFile> {
  const file = join(folder, FILES.model)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) {
    throw new UserError(
      `the external command ${options.external} ended well but left no ${FILES.model} in the folder that is its last argument`,
    )
  }
  const columns = inputNames(plan.features.value)
  const returned = await readNet(file, {
    label: FILES.model,
    features: plan.features.value.id,
    inputs: columns,
    classes: plan.target.value.classes,
    columns,
    classOrder: options.classes,
    output: options.outputName,
    outputForm: options.output,
  })
  const { window } = returned.net
  if (window === 1) return returned
  throw new UserError(`${FILES.model} looks at ${window} minutes, but the program was given single rows`)
}

async function inWorkingFolder<T>(
  io: Io,
  { externalFolder }: ExternalOptions,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (externalFolder !== undefined) {
    const folder = resolve(io.cwd, externalFolder)
    await mkdir(folder, { recursive: true })
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
