import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { contiguousRanges, type ScoredSeries } from '../../assessment/scored-series.js'
import { sha256Hex } from '../../classifier/classifier-files.js'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import type { Calendar } from '../../core/calendar.js'
import { float32ColumnOf, float64ColumnOf, makeFrame, uint8ColumnOf, type Frame } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import { encodeFrame, readFrameFile } from '../../store/arrow/frame-file.js'
import { readArtefact, writeArtefact } from '../../store/files/artefact-folder.js'

const FORMAT = 'followupward-window-1'
const WINDOW_FILE = 'window.json'
const MODEL_FILE = 'model.onnx'

const ranges = z.array(z.strictObject({ from: z.int(), to: z.int() }))
const count = z.int().min(0)

/** A finished window: what it was made by, and what its training selected. */
const windowSchema = z.strictObject({
  format: z.literal(FORMAT),
  number: z.int().min(1),
  /** All that its bits depend on, as text by name. */
  identity: z.record(z.string(), z.string()),
  sets: z.strictObject({ training: ranges, validation: ranges, test: ranges }),
  rows: z.strictObject({ training: count, validation: count, test: count }),
  /** Epochs that were fitted, and the one that is kept. */
  epochs: z.int().min(1),
  epoch: z.int().min(1),
  rule: z.enum(SELECTIONS).optional(),
  /** What validation selected; null: no thresholds were good enough. */
  selected: z
    .strictObject({ buyThreshold: z.number(), sellThreshold: z.number(), gain: z.number(), count: z.int() })
    .nullable(),
  /** Bases with rows in the test stretch. */
  bases: z.array(z.string()),
  /** SHA-256 of the other files. */
  files: z.record(z.string(), z.string()),
})

export type WindowDescription = Readonly<Omit<z.output<typeof windowSchema>, 'format' | 'files'>>

/** A finished window with its scores on the test stretch. */
export interface FinishedWindow extends WindowDescription {
  /** One for each of `bases`; without fills. */
  readonly series: readonly ScoredSeries[]
}

const storedSchema = z.strictObject({ window: windowSchema, sha256: z.string() })

/** Where the window of a number lies in the folder of a walk-forward. */
export function windowFolder(folder: string, number: number): string {
  return join(folder, `window-${String(number).padStart(3, '0')}`)
}

/** Writes a finished window as one; equal windows give equal bytes. It is never changed afterwards. */
export async function writeWindow(
  folder: string,
  { series, ...description }: FinishedWindow,
  model: Uint8Array,
  calendar: Calendar,
): Promise<void> {
  const files = new Map([[MODEL_FILE, model]])
  for (const one of series) files.set(scoresFile(one.base), Buffer.concat(encodeFrame(frameOf(one, calendar), {})))
  const window = windowSchema.parse({
    format: FORMAT,
    ...description,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256Hex(bytes)])),
  })
  const stored = { window, sha256: hashOf(window) }
  await writeArtefact(
    folder,
    new Map([[WINDOW_FILE, Buffer.from(`${JSON.stringify(stored, undefined, 2)}\n`)], ...files]),
  )
}

/** What is stored of a window: nothing, one whose files were cut short or changed, or a finished one. */
export type StoredWindow =
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly file: string }
  | { readonly state: 'finished'; readonly window: WindowDescription }

/** Looks for a finished window, and checks its files by their hashes. */
export async function findWindow(folder: string): Promise<StoredWindow> {
  const bytes = await readArtefact(folder, WINDOW_FILE)
  if (!bytes) return { state: 'missing' }
  const parsed = storedSchema.safeParse(jsonOf(bytes))
  if (!parsed.success || parsed.data.sha256 !== hashOf(parsed.data.window))
    return { state: 'damaged', file: WINDOW_FILE }
  const { format: _, files, ...window } = parsed.data.window
  for (const name of [MODEL_FILE, ...window.bases.map(scoresFile)]) {
    const content = await readArtefact(folder, name)
    if (!content || sha256Hex(content) !== files[name]) return { state: 'damaged', file: name }
  }
  return { state: 'finished', window }
}

/** The scores of a finished window. */
export async function readWindowSeries(
  folder: string,
  { bases }: Pick<WindowDescription, 'bases'>,
  calendar: Calendar,
): Promise<ScoredSeries[]> {
  const series: ScoredSeries[] = []
  for (const base of bases) {
    const { frame } = await readFrameFile(join(folder, scoresFile(base)), calendar)
    series.push(seriesOf(base, frame))
  }
  return series
}

export async function removeWindow(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function scoresFile(base: string): string {
  return `${base}.arrow`
}

/** All minutes from the first row to the last; `row` is 1 where there is one. */
function frameOf({ time, close, target, hold, buy, sell }: ScoredSeries, calendar: Calendar): Frame {
  const ordinals = Int32Array.from(time, (one) => calendar.ordinalAt(one))
  const first = ordinals[0] ?? 0
  const grid = { calendar, first, rows: (ordinals.at(-1) ?? first - 1) - first + 1 }
  const spread = <Column extends Float64Array | Float32Array | Uint8Array>(
    column: Column,
    valueOf: (i: number) => number,
  ): Column => {
    ordinals.forEach((ordinal, i) => (column[ordinal - first] = valueOf(i)))
    return column
  }
  const floats = (values: Float32Array): Float32Array =>
    spread(new Float32Array(grid.rows), (i) => values[i] ?? Number.NaN)
  return makeFrame(grid, [
    ['close', spread(new Float64Array(grid.rows), (i) => close[i] ?? Number.NaN)],
    ['row', spread(new Uint8Array(grid.rows), () => 1)],
    ['target', spread(new Uint8Array(grid.rows), (i) => target[i] ?? 0)],
    ['hold', floats(hold)],
    ['buy', floats(buy)],
    ['sell', floats(sell)],
  ])
}

function seriesOf(base: string, frame: Frame): ScoredSeries {
  const isRow = uint8ColumnOf(frame, 'row')
  const rows = Int32Array.from([...isRow.keys()].filter((row) => isRow[row] === 1))
  const pick = (name: string): Float32Array => {
    const column = float32ColumnOf(frame, name)
    return Float32Array.from(rows, (row) => column[row] ?? Number.NaN)
  }
  const close = float64ColumnOf(frame, 'close')
  const target = uint8ColumnOf(frame, 'target')
  return {
    base,
    ranges: contiguousRanges(Float64Array.from(rows), 1),
    time: Float64Array.from(rows, (row) => timeAt(frame.grid, row)),
    close: Float64Array.from(rows, (row) => close[row] ?? Number.NaN),
    target: Uint8Array.from(rows, (row) => target[row] ?? 0),
    hold: pick('hold'),
    buy: pick('buy'),
    sell: pick('sell'),
  }
}

function hashOf(window: z.output<typeof windowSchema>): string {
  return sha256Hex(Buffer.from(JSON.stringify(window)))
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return value
  } catch {
    return undefined
  }
}
