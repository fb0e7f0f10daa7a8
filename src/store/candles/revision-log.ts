import { join } from 'node:path'
import { z } from 'zod'
import { CANDLE_COLUMNS, type CandleColumn } from '../../core/candles.js'
import { appendToLineLog, readLineLog } from '../files/line-log.js'

/** The values that a source gave for one candle; null where it gave none. */
export type CandleValues = Readonly<Record<CandleColumn, number | null>>

/** A candle that its source changed after it had been stored. */
export interface CandleRevision {
  /** Open time of the candle. */
  readonly time: number
  readonly old: CandleValues
  readonly new: CandleValues
}

const value = z.number().nullable()
const values = z.object({
  open: value,
  high: value,
  low: value,
  close: value,
  volume: value,
  quoteVolume: value,
  trades: value,
  takerBuyVolume: value,
})
const revisionSchema = z.object({ time: z.number(), old: values, new: values })

function fileOf(folder: string): string {
  return join(folder, 'revisions.log')
}

/** Reads all revisions of a market, in the order in which they were found. */
export async function readRevisions(folder: string): Promise<CandleRevision[]> {
  const { lines } = await readLineLog(fileOf(folder))
  return lines.map((line) => revisionSchema.parse(JSON.parse(line)))
}

/**
 * Appends revisions to the log of a market; the caller must hold its lock. A revision that is the last recorded of its
 * minute already is not recorded twice: its writer was stopped before the candle itself was replaced.
 */
export async function recordRevisions(folder: string, revisions: readonly CandleRevision[]): Promise<void> {
  if (revisions.length === 0) return
  const { lines, validBytes } = await readLineLog(fileOf(folder))
  const last = new Map(lines.map((line) => [revisionSchema.parse(JSON.parse(line)).time, line] as const))
  const fresh = revisions
    .map((revision) => ({ time: revision.time, line: lineOf(revision) }))
    .filter(({ time, line }) => last.get(time) !== line)
  if (fresh.length === 0) return
  await appendToLineLog(
    fileOf(folder),
    fresh.map(({ line }) => line),
    validBytes,
  )
}

function lineOf({ time, old, new: fresh }: CandleRevision): string {
  return JSON.stringify({ time, old: inOrder(old), new: inOrder(fresh) })
}

function inOrder(candle: CandleValues): Partial<CandleValues> {
  return Object.fromEntries(CANDLE_COLUMNS.map((name) => [name, candle[name]]))
}
