import type { Candles } from '../../core/candles.js'
import { makeFrame, sliceFrame, type Column, type Frame } from '../../core/frame.js'
import { readFrameFile, writeFrameFile } from '../arrow/frame-file.js'
import type { CandleStore } from '../candles/candle-store.js'
import {
  equalDayHashes,
  encodeLineage,
  type DefinitionKind,
  type DerivedSource,
  type FrameKind,
} from './derived-lineage.js'
import type { MonthPlan } from './derived-plan.js'
import { openNeededCandles } from './needed-candles.js'

/** A month whose file is missing or stale. */
export interface StaleMonth {
  readonly month: MonthPlan
  /** The number of valid rows of the file. */
  readonly keep: number
}

/**
 * Computes the rows of a month from row `keep` on, takes the rows before from its file, and replaces the file. Returns
 * false, with nothing written, where the candles are no longer those of the plan.
 */
export async function computeMonth(
  candles: CandleStore,
  source: DerivedSource<FrameKind>,
  { month, keep }: StaleMonth,
  computer: RowComputer<FrameKind>,
): Promise<boolean> {
  const { grid, file } = month
  const first = grid.first + keep
  const from = grid.calendar.timeAt(first - source.columnHistory)
  const needed = openNeededCandles(candles, source)
  const read = await needed.read({ from, to: month.candles.to })
  if (!equalDayHashes(await needed.dayHashes(month.candles), month.days)) return false
  const computed = await computeRows(computer, source, read, first, grid.rows - keep)
  const frame = keep === 0 ? computed : await appendTo(file, month, keep, computed)
  await writeFrameFile(file, frame, encodeLineage(source, month.days))
  computer.recycle?.(computed)
  return true
}

async function computeRows(
  computer: RowComputer<FrameKind>,
  source: DerivedSource<FrameKind>,
  candles: Candles,
  first: number,
  rows: number,
): Promise<Frame> {
  const { definition } = source
  const frame = await computer.compute(source, candles)
  if (frame.grid.first !== first || frame.grid.rows < rows) {
    throw new RangeError(
      `${definition.id} gives ${frame.grid.rows} rows from ordinal ${frame.grid.first} on, its history promises ${rows} from ${first} on`,
    )
  }
  return sliceFrame(frame, 0, rows)
}

async function appendTo(file: string, { grid }: MonthPlan, keep: number, added: Frame): Promise<Frame> {
  const { frame: stored } = await readFrameFile(file, grid.calendar)
  const columns = [...added.columns].map(([name, values]) => {
    const before = stored.columns.get(name)
    if (!before) throw new RangeError(`${file} has no column ${name}`)
    return [name, joined(before.subarray(0, keep), values)] as const
  })
  return makeFrame(grid, columns)
}

function joined(head: Column, tail: Column): Column {
  const make = (length: number): Column => {
    if (tail instanceof Float64Array) return new Float64Array(length)
    return tail instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length)
  }
  const whole = make(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

/** Computes rows in this thread, or in several at once. */
export interface RowComputer<Kind extends FrameKind = DefinitionKind> {
  /** The number of months that are computed at a time; memory grows with it. */
  readonly parallel: number
  /** Whether nothing else can compute the rows: the definition's own `compute` cannot. */
  readonly isOnly?: true
  /**
   * Returns the result of `source.definition.compute(candles)`. The caller gives the memory of the candles away and
   * must not read them again.
   */
  compute(source: DerivedSource<Kind>, candles: Candles): Promise<Frame>
  /** Takes back a frame of `compute` whose memory later frames may use; nobody may read it any more. */
  recycle?(frame: Frame): void
}

/** Computes rows in the calling thread, which is blocked meanwhile. */
export const callingThreadComputer: RowComputer<FrameKind> = {
  parallel: 1,
  compute: ({ definition }, candles) => Promise.resolve(definition.compute(candles)),
}
