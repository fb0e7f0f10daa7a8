import { z } from 'zod'
import { alwaysOpen } from '../../core/calendar.js'
import { frameToCandles, type Candles } from '../../core/candles.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'

const column = z.custom<Column>(
  (value) => value instanceof Float64Array || value instanceof Float32Array || value instanceof Uint8Array,
)

/** A frame on its way between threads; calendars are functions and cannot travel. */
const frameSchema = z.strictObject({
  interval: z.number(),
  first: z.number(),
  rows: z.number(),
  columns: z.map(z.string(), column),
})
export type SentFrame = z.output<typeof frameSchema>

/** Asks a worker for what a definition makes of candles. */
export const computeJobSchema = z.strictObject({
  kind: z.enum(['features', 'targets']),
  id: z.string(),
  /** Folder whose own definitions count too. */
  workspace: z.string().exactOptional(),
  sourceHash: z.string(),
  /** Where the sender's own package runs from: where it is another, as in tests, hashes are not to be compared. */
  packageEntry: z.string(),
  candles: frameSchema,
})
export type ComputeJob = z.output<typeof computeJobSchema>

export function sendFrame({ grid, columns }: Frame): SentFrame {
  return { interval: grid.calendar.interval, first: grid.first, rows: grid.rows, columns: new Map(columns) }
}

/** The frame that was sent, on the grid of a calendar that never closes. */
export function receiveFrame(sent: unknown): Frame {
  const { interval, first, rows, columns } = frameSchema.parse(sent)
  const grid: Grid = { calendar: alwaysOpen(interval), first, rows }
  return makeFrame(grid, columns)
}

export function receiveCandles(sent: unknown): Candles {
  return frameToCandles(receiveFrame(sent))
}

/** The memory of all columns; parts of larger memory must be copied before they are given away. */
export function memoryOf({ columns }: SentFrame): ArrayBuffer[] {
  const buffers = [...columns.values()].map(({ buffer }) => buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}
