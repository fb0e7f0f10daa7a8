import { basename, join, resolve } from 'node:path'
import type { ClassifierDescription } from '../../classifier/description.js'
import { chooseBases, type Base } from '../../config/markets.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { SCALER_KINDS, type Scaler } from '../../datasets/scaler.js'
import { trainingMatrix } from '../../datasets/training-matrix.js'
import { requireSound } from '../check/require-sound.js'
import type { Io } from '../io.js'
import { adoptNet } from '../train/adopt-net.js'
import { askedSets } from '../train/asked-sets.js'
import { chooseSet, rowsInSet, type ChosenSet } from '../train/chosen-sets.js'
import { requireFreeDestination } from '../train/destination.js'
import { loadBase, type LoadedBase } from '../train/load-base.js'
import { openSources } from '../train/open-sources.js'
import type { TrainingOutput } from '../train/train-classifier.js'
import { lookUpDefinitions, planData, requireRanges, type Definitions } from '../train/training-request.js'
import { openWorkspace } from '../workspace.js'
import { nameFrom, type ImportClassifierOptions } from './import-options.js'
import { readColumns } from './read-columns.js'
import { readNet, type NetFile } from './read-net.js'
import { readScaler } from './read-scaler.js'

/**
 * Makes a classifier of a net in a file: checks that it fits, scores the validation set, chooses thresholds, saves it. Throws
 * UserError where it does not fit; nothing is written then.
 */
export async function importNet(io: Io, file: string, options: ImportClassifierOptions): Promise<TrainingOutput> {
  const workspace = await openWorkspace(io, options.workspace)
  const sources = openSources(io, workspace)
  const folder =
    options.out === undefined
      ? join(workspace.classifierFolder, options.name ?? nameFrom(file))
      : resolve(io.cwd, options.out)
  await requireFreeDestination(folder, options.overwrite)
  const bases = chooseBases(workspace.config, await sources.candles.markets(), options.base)
  const sets = await askedSets(io, workspace, options, bases, sources.candles)
  requireRanges(sets, ['validation'])
  const request = { ...options, bases, sets }
  const definitions = await lookUpDefinitions(request, workspace.directory)
  const { net, format, hash } = await netFor(io, file, options, definitions)
  const soundness = { ...sources, dataFolder: workspace.dataFolder, workspace: workspace.directory }
  const plan = await planData(request, definitions, net.window, {
    soundnessOf: (definition) => requireSound(definition, { ...soundness, unchecked: options.unchecked }),
  })
  const loaded: LoadedBase[] = []
  for (const base of bases) {
    const ranges = [...sets.training, ...sets.validation]
    loaded.push(await loadBase(sources, base, plan.features, plan.target, ranges, plan.events?.value, net.window))
  }
  const setPlan = { ...plan, request }
  const training =
    sets.training.length > 0 ? chooseSet('training', loaded, setPlan) : rowsInSet('training', loaded, setPlan)
  const validation = chooseSet('validation', loaded, setPlan)
  const scaling = await scalingOf(io, options, bases, { net, training, inputs: inputNames(plan.features.value) })
  const { scalers } = scaling
  return adoptNet({
    net,
    origin: { kind: 'import', source: basename(file), hash, format },
    assumed: [],
    data: {
      plan: setPlan,
      training,
      validation,
      matrix: { inputs: inputNames(plan.features.value), bases: scalers.map((scaler) => ({ scaler })) },
    },
    ...scaling,
    sampling: options.sampling,
    select: options.select,
    seed: options.seed,
    fee: Number(workspace.config.fees.taker),
    folder,
    progress: sources.progress,
    signal: io.signal,
  })
}

async function netFor(
  io: Io,
  file: string,
  options: ImportClassifierOptions,
  { features, target }: Definitions,
): Promise<NetFile> {
  return readNet(resolve(io.cwd, file), {
    label: file,
    features: features.value.id,
    inputs: inputNames(features.value),
    classes: target.value.classes,
    columns: options.columns === undefined ? undefined : await readColumns(io.cwd, options.columns),
    classOrder: options.classes,
    output: options.outputName,
    form: options.output,
    window: options.window,
  })
}

interface ScalingNeeds extends Pick<NetFile, 'net'> {
  readonly training: readonly ChosenSet[]
  readonly inputs: readonly string[]
}

interface Scaling {
  readonly scalers: readonly Scaler[]
  readonly scaler: ClassifierDescription['scaler']
}

/** None, those of a file, or fitted on the training rows of each base. */
async function scalingOf(
  io: Io,
  { scaler }: ImportClassifierOptions,
  bases: readonly Base[],
  { net, training, inputs }: ScalingNeeds,
): Promise<Scaling> {
  if (scaler === 'none') return { scaler, scalers: bases.map(() => noScaler(inputs.length)) }
  const kind = SCALER_KINDS.find((one) => one === scaler)
  if (!kind) {
    const names = bases.map(({ name }) => name)
    return {
      scaler: 'given',
      scalers: await readScaler(resolve(io.cwd, scaler), names, { columns: net.columns, inputs }),
    }
  }
  const chosen = training.map(({ loaded, ordinals }) => ({ dataset: loaded.dataset, ordinals }))
  return { scaler: kind, scalers: trainingMatrix(chosen, kind, net.window).bases.map((base) => base.scaler) }
}

/** (x − 0) / 1 is x to the bit. */
function noScaler(inputs: number): Scaler {
  return { center: new Float32Array(inputs), scale: new Float32Array(inputs).fill(1) }
}
