import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { UserError } from '../../../core/errors.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import type { ScalerKind } from '../../../datasets/scaler.js'
import { trainingMatrix } from '../../../datasets/training-matrix.js'
import { readNet, type NetFile } from '../../import-classifier/read-net.js'
import type { Io } from '../../io.js'
import { adoptNet } from '../adopt-net.js'
import { adoptionOf, loadData, lookUpData, type DataOptions, type LoadedData } from '../asked-data.js'
import { setsTable } from '../chosen-sets.js'
import type { TrainingOutput } from '../train-classifier.js'
import type { ExternalOptions } from './external-options.js'
import { runCommand } from './run-command.js'
import { splitCommand } from './split-command.js'
import { FILES, writeRequest } from './write-request.js'

export interface ExternalDataOptions extends DataOptions {
  readonly scaler: ScalerKind
  readonly json: boolean
}

/**
 * Lets another program train on our features and labels, checks what it brings back, chooses thresholds and saves it as a
 * classifier of ours. Throws UserError where the program fails or its model does not fit; nothing is saved then.
 */
export async function trainExternal(
  io: Io,
  options: ExternalDataOptions,
  external: ExternalOptions,
): Promise<TrainingOutput> {
  // Better told now than after the features are computed.
  splitCommand(external.external)
  const { features, target, events, seed, scaler } = options
  const name = ['external', features, target, events ?? [], seed].flat().join('-')
  const asked = await lookUpData(io, options, name, ['training', 'validation'])
  const data = await loadData(asked, 1)
  const { plan, training, validation } = data
  const { classes } = plan.target.value
  if (!options.json) io.out(`${setsTable([...training, ...validation], classes)}\n`)
  const chosen = training.map(({ loaded, ordinals }) => ({ dataset: loaded.dataset, ordinals }))
  const { bases } = trainingMatrix(chosen, scaler)
  const scalers = bases.map((base) => base.scaler)
  return inWorkingFolder(io, external, async (folder) => {
    await writeRequest(folder, { ...options, classes, training, validation, scalers })
    await runIn(folder, io, external)
    const { net, format, hash } = await returnedNet(folder, data, external)
    return adoptNet({
      ...adoptionOf(asked),
      net,
      origin: { kind: 'external', source: external.external, hash, format },
      data: { plan, training, validation, matrix: { inputs: inputNames(plan.features.value), bases } },
      scalers,
      scaler,
    })
  })
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
async function returnedNet(folder: string, { plan }: LoadedData, options: ExternalOptions): Promise<NetFile> {
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
    form: options.output,
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
