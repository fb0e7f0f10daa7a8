import { join } from 'node:path'
import { timeAt } from '../../../core/grid.js'
import { denseFeatures, inputNames, labelsAt, refuseNonFinite, weightsAt } from '../../../datasets/base-dataset.js'
import { scaleRows, type Scaler } from '../../../datasets/scaler.js'
import { encodeArrowFile, type StoredColumn, type WordColumn } from '../../../store/arrow-encode.js'
import { writeAtomically } from '../../../store/staged-file.js'
import type { ChosenSet } from '../chosen-sets.js'

/** The names of the files that an external command reads and writes. */
export const FILES = {
  request: 'request.json',
  training: 'train.arrow',
  validation: 'validation.arrow',
  model: 'model.onnx',
} as const

export interface ExternalRequest {
  readonly features: string
  readonly target: string
  readonly classes: readonly string[]
  readonly seed: number
  readonly sampling: string
  readonly scaler: string
  readonly training: readonly ChosenSet[]
  readonly validation: readonly ChosenSet[]
  /** Of each base, in the order of the sets. */
  readonly scalers: readonly Scaler[]
}

/** Columns beside the features. */
const TIME = 'timestamp'
const BASE = 'base'
const LABEL = 'label'
const WEIGHT = 'weight'

/** Writes what an external command learns from into `folder`. Features are scaled; test rows are not given out. */
export async function writeRequest(folder: string, request: ExternalRequest): Promise<void> {
  const { training, validation, scalers } = request
  const [first] = training
  if (!first) throw new Error('nothing to learn from')
  const columns = inputNames(first.loaded.dataset.featureSet)
  for (const [file, sets] of [[FILES.training, training] as const, [FILES.validation, validation] as const]) {
    const rows = sets.reduce((sum, { ordinals }) => sum + ordinals.length, 0)
    const metadata = new Map([['followupward.set', sets[0]?.type ?? '']])
    await writeAtomically(join(folder, file), encodeArrowFile(tableOf(sets, scalers, columns, rows), rows, metadata))
  }
  const document = {
    format: 'followupward-request-1',
    seed: request.seed,
    classes: request.classes,
    columns,
    features: request.features,
    target: request.target,
    bases: training.map(({ loaded }) => loaded.base.name),
    scaler: request.scaler,
    sampling: request.sampling,
    classCounts: request.classes.map((_, index) =>
      training.reduce((sum, set) => sum + (set.classCounts[index] ?? 0), 0),
    ),
    files: { training: FILES.training, validation: FILES.validation },
    other: { time: TIME, base: BASE, label: LABEL, weight: WEIGHT },
    /** Where the model is expected, in this folder. */
    model: FILES.model,
  }
  await writeAtomically(join(folder, FILES.request), [Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`)])
}

type Table = readonly (readonly [string, StoredColumn | WordColumn])[]

/** The rows of all bases one after the other. */
function tableOf(
  sets: readonly ChosenSet[],
  scalers: readonly Scaler[],
  columns: readonly string[],
  rows: number,
): Table {
  const time = new BigInt64Array(rows)
  const label = new Uint8Array(rows)
  const weight = new Float32Array(rows).fill(1)
  const words = { words: sets.map(({ loaded }) => loaded.base.name), rows: new Uint8Array(rows) }
  const features = columns.map(() => new Float32Array(rows))
  let from = 0
  for (const [index, set] of sets.entries()) {
    const { dataset } = set.loaded
    const { grid } = dataset.features
    const dense = scaledRows(set, scalers[index])
    for (const [row, ordinal] of set.ordinals.entries()) {
      time[from + row] = BigInt(timeAt(grid, ordinal - grid.first))
      for (const [column, values] of features.entries()) values[from + row] = dense[row * columns.length + column] ?? 0
    }
    label.set(labelsAt(dataset, set.ordinals), from)
    weight.set(weightsAt(dataset, set.ordinals) ?? [], from)
    words.rows.fill(index, from, from + set.ordinals.length)
    from += set.ordinals.length
  }
  const named = columns.map((name, index): [string, Float32Array] => [name, features[index] ?? new Float32Array()])
  return [[TIME, time], [BASE, words], ...named, [LABEL, label], [WEIGHT, weight]]
}

function scaledRows({ loaded, ordinals }: ChosenSet, scaler: Scaler | undefined): Float32Array {
  const dense = denseFeatures(loaded.dataset, ordinals)
  refuseNonFinite(loaded.dataset, ordinals, dense)
  if (scaler) scaleRows(scaler, dense)
  return dense
}
