import { join } from 'node:path'
import type { RowReader } from '../../../datasets/row-sink.js'
import { scaleRows, type Scaler } from '../../../datasets/scaler.js'
import { ordinalsOf } from '../../../datasets/set-rows.js'
import { labelsAt, weightsAt } from '../../../datasets/base-dataset.js'
import { encodeArrowParts, type ArrowRecordBatch } from '../../../store/arrow/arrow-encode.js'
import { writeAtomically } from '../../../store/files/staged-file.js'
import type { LabelledBase } from '../../rows/base-rows.js'
import type { SplitRows } from '../../rows/split-rows.js'

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
  readonly columns: readonly string[]
  readonly seed: number
  readonly sampling: string
  readonly scaler: string
  readonly training: readonly ExportedSet[]
  readonly validation: readonly ExportedSet[]
}

/** The rows of one base in one set. */
export interface ExportedSet {
  readonly set: SplitRows<LabelledBase>
  /** Where their features are, and the first of them there. */
  readonly rows: RowReader
  readonly from: number
  /** What has to be done to them; without it they are scaled. */
  readonly scaler?: Scaler
}

/** Columns beside the features. */
const TIME = 'timestamp'
const BASE = 'base'
const LABEL = 'label'
const WEIGHT = 'weight'

/** Rows of a batch: little more than these is in memory at a time. */
const BATCH_ROWS = 65_536

/** Writes what an external command learns from into `folder`. Features are scaled; test rows are not given out. */
export async function writeRequest(folder: string, request: ExternalRequest): Promise<void> {
  const { training, validation, columns } = request
  for (const [file, given] of [[FILES.training, training] as const, [FILES.validation, validation] as const]) {
    const metadata = new Map([['followupward.set', given[0]?.set.type ?? '']])
    await writeAtomically(join(folder, file), encodeArrowParts(batchesOf(given, columns), metadata))
  }
  const document = {
    format: 'followupward-request-1',
    seed: request.seed,
    classes: request.classes,
    columns,
    features: request.features,
    target: request.target,
    bases: training.map(({ set }) => set.loaded.base.name),
    scaler: request.scaler,
    sampling: request.sampling,
    classCounts: request.classes.map((_, index) =>
      training.reduce((sum, { set }) => sum + (set.classCounts[index] ?? 0), 0),
    ),
    files: { training: FILES.training, validation: FILES.validation },
    other: { time: TIME, base: BASE, label: LABEL, weight: WEIGHT },
    /** Where the model is expected, in this folder. */
    model: FILES.model,
  }
  await writeAtomically(join(folder, FILES.request), [Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`)])
}

/** The rows of all bases one after the other. */
function* batchesOf(given: readonly ExportedSet[], columns: readonly string[]): Generator<ArrowRecordBatch> {
  const categories = given.map(({ set }) => set.loaded.base.name)
  for (const [index, one] of given.entries()) {
    const ordinals = ordinalsOf(one.set.rows.runs)
    for (let begin = 0; begin < ordinals.length; begin += BATCH_ROWS) {
      const part = ordinals.subarray(begin, begin + BATCH_ROWS)
      const features = columnsOf(scaledRows(one, begin, part.length), columns)
      const { time, label, weight } = besides(one.set, part)
      const base = { categories, codes: new Uint8Array(part.length).fill(index) }
      yield { rows: part.length, columns: [[TIME, time], [BASE, base], ...features, [LABEL, label], [WEIGHT, weight]] }
    }
  }
}

/** What a row has beside its features. */
function besides({ loaded }: SplitRows<LabelledBase>, ordinals: Int32Array) {
  const { calendar } = loaded.candles.grid
  return {
    time: BigInt64Array.from(ordinals, (ordinal) => BigInt(calendar.timeAt(ordinal))),
    label: labelsAt(loaded.dataset, ordinals),
    weight: weightsAt(loaded.dataset, ordinals) ?? new Float32Array(ordinals.length).fill(1),
  }
}

function scaledRows({ rows, from, scaler }: ExportedSet, begin: number, count: number): Float32Array {
  const block = rows.read(from + begin, count)
  if (!scaler) return block
  // What was read may be a view.
  const scaled = block.slice()
  scaleRows(scaler, scaled)
  return scaled
}

function columnsOf(rows: Float32Array, names: readonly string[]): [string, Float32Array][] {
  const width = names.length
  return names.map((name, column) => {
    const values = new Float32Array(rows.length / width)
    for (let row = 0; row < values.length; row++) values[row] = rows[row * width + column] ?? 0
    return [name, values]
  })
}
