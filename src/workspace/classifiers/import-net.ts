import { basename, resolve } from 'node:path'
import type { ClassifierDescription } from '../../classifier/description.js'
import type { ScoringRows } from '../../classifier/score-rows.js'
import { inputNames } from '../../datasets/base-dataset.js'
import { ordinalsOf } from '../../datasets/set-rows.js'
import { SCALER_KINDS, type Scaler } from '../../datasets/scaler.js'
import { buildTrainingMatrix } from '../../datasets/training-matrix.js'
import type { Io } from '../../cli/io.js'
import { adoptNet } from '../train/adopt-net.js'
import { adoptionOf, loadData, lookUpData, type AskedData } from '../rows/asked-data.js'
import type { ChosenSet } from '../rows/chosen-sets.js'
import { seriesFrame } from '../rows/scored-series-of.js'
import type { TrainingOutput } from '../train/train-classifier.js'
import { nameFrom, type ImportClassifierOptions } from '../../cli/import-classifier/import-options.js'
import { readColumns } from '../files/read-columns.js'
import { readNet, type NetFile } from '../files/read-net.js'
import { readScaler } from '../files/read-scaler.js'

/**
 * Makes a classifier of a net in a file: checks that it fits, scores the validation set, chooses thresholds, saves it. Throws
 * UserError where it does not fit; nothing is written then.
 */
export async function importNet(io: Io, file: string, options: ImportClassifierOptions): Promise<TrainingOutput> {
  const asked = await lookUpData(io, options, nameFrom(file), ['validation'])
  const { net, format, hash } = await netFor(asked, file, options)
  const { plan, training, validation } = await loadData(asked, net.window)
  const inputs = inputNames(plan.features.value)
  const scaling = await scalingOf(io, options, { net, training, inputs })
  const bases = scaling.scalers.map((scaler) => ({ scaler }))
  const unscaled = scaling.scaler === 'none' ? ['it takes the features as they are, or scales them itself'] : []
  return adoptNet({
    ...adoptionOf(asked),
    scaler: scaling.scaler,
    net: { ...net, assumed: [...net.assumed, ...unscaled] },
    origin: { kind: 'import', source: basename(file), hash, format },
    data: { plan, training, validation, matrix: { inputs, bases } },
    rows: scoredRows(validation, scaling.scalers),
    frames: validation.map(({ loaded, rows }) => seriesFrame(loaded, rows)),
  })
}

/** The validation rows of each base with its scaler. */
function scoredRows(validation: readonly ChosenSet[], scalers: readonly Scaler[]): ScoringRows[] {
  return validation.flatMap(({ loaded, rows }, index) => {
    const scaler = scalers[index]
    return scaler ? [{ dataset: loaded.dataset, ordinals: ordinalsOf(rows.runs), scaler }] : []
  })
}

async function netFor(asked: AskedData, file: string, options: ImportClassifierOptions): Promise<NetFile> {
  const { io, definitions } = asked
  const { features, target } = definitions
  return readNet(resolve(io.cwd, file), {
    label: file,
    features: features.value.id,
    inputs: inputNames(features.value),
    classes: target.value.classes,
    columns: options.columns === undefined ? undefined : await readColumns(io.cwd, options.columns),
    classOrder: options.classes,
    output: options.outputName,
    outputForm: options.output,
    window: options.window,
  })
}

interface ScalingNeeds extends Pick<NetFile, 'net'> {
  readonly training: readonly ChosenSet[]
  readonly inputs: readonly string[]
}

interface Scaling {
  /** One for each base. */
  readonly scalers: readonly Scaler[]
  readonly scaler: ClassifierDescription['scaler']
}

/** None, those of a file, or fitted on the training rows of each base. */
async function scalingOf(
  io: Io,
  { scaler }: ImportClassifierOptions,
  { net, training, inputs }: ScalingNeeds,
): Promise<Scaling> {
  const names = training.map(({ loaded }) => loaded.base.name)
  if (scaler === 'none') return { scaler, scalers: names.map(() => noScaler(inputs.length)) }
  const kind = SCALER_KINDS.find((one) => one === scaler)
  if (!kind) {
    const file = resolve(io.cwd, scaler)
    return { scaler: 'given', scalers: await readScaler(file, names, { columns: net.columns, inputs }) }
  }
  const chosen = training.map(({ loaded, rows }) => ({ dataset: loaded.dataset, ordinals: ordinalsOf(rows.runs) }))
  return { scaler: kind, scalers: buildTrainingMatrix(chosen, kind, net.window).bases.map((base) => base.scaler) }
}

/** (x − 0) / 1 is x to the bit. */
function noScaler(inputs: number): Scaler {
  return { center: new Float32Array(inputs), scale: new Float32Array(inputs).fill(1) }
}
