import { z } from 'zod'
import { alwaysOpen } from '../../core/calendar.js'
import {
  frameToPartialCandles,
  candlesToFrame,
  frameToCandles,
  type CandleColumn,
  type Candles,
} from '../../core/candles.js'
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

/** Candles of a base, and those of the others that a definition needs. */
const candlesSchema = z.strictObject({ own: frameSchema, others: z.map(z.string(), frameSchema) })
export type SentCandles = z.output<typeof candlesSchema>

/** Asks a worker for what a definition makes of candles. */
export const computeJobSchema = z.strictObject({
  kind: z.enum(['features', 'targets']),
  id: z.string(),
  /** Folder whose own definitions count too. */
  workspace: z.string().exactOptional(),
  /** Whether these may run, as the sender decided. */
  allowsCode: z.boolean(),
  sourceHash: z.string(),
  /** Where the sender's own package runs from: where it is another, as in tests, hashes are not to be compared. */
  packageEntry: z.string(),
  candles: candlesSchema,
  /** Memory that the result may take. */
  spare: z.array(z.instanceof(ArrayBuffer)),
})
export type ComputeJob = z.output<typeof computeJobSchema>

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array)

/** Asks a worker to expand rows into memory that threads share. */
export const expandJobSchema = z.strictObject({
  kind: z.literal('expand'),
  stored: z.array(floats),
  /** The index in `stored` and the offset of each column of a row. */
  columns: z.array(z.strictObject({ stored: z.int(), offset: z.int() })).readonly(),
  rows: z.custom<Int32Array>((value) => value instanceof Int32Array),
  out: floats,
})
export type ExpandJob = z.output<typeof expandJobSchema>

export const workerJobSchema = z.discriminatedUnion('kind', [computeJobSchema, expandJobSchema])

/** The position of the first value that is not a finite number, −1 where all are. */
export const expandReplySchema = z.int()

export function sendFrame({ grid, columns }: Frame): SentFrame {
  return { interval: grid.calendar.interval, first: grid.first, rows: grid.rows, columns: new Map(columns) }
}

/** The frame that was sent, on the grid of a calendar that never closes. */
export function receiveFrame(sent: unknown): Frame {
  return frameOf(frameSchema.parse(sent))
}

function frameOf({ interval, first, rows, columns }: SentFrame): Frame {
  const grid: Grid = { calendar: alwaysOpen(interval), first, rows }
  return makeFrame(grid, columns)
}

/** With `reads`, those columns alone. */
export function sendCandles(candles: Candles, reads?: readonly CandleColumn[]): SentCandles {
  const { grid } = candles
  if (reads && !candles.others) {
    return {
      own: sendFrame(
        makeFrame(
          grid,
          reads.map((name) => [name, candles[name]]),
        ),
      ),
      others: new Map(),
    }
  }
  const others = [...(candles.others ?? [])].map(([base, other]) => [base, sendFrame(candlesToFrame(other))] as const)
  return { own: sendFrame(candlesToFrame(candles)), others: new Map(others) }
}

export function receiveCandles({ own, others }: SentCandles): Candles {
  const frame = frameOf(own)
  if (others.size === 0) return frameToPartialCandles(frame)
  const candles = frameToCandles(frame)
  const received = [...others].map(([base, other]) => [base, frameToCandles(frameOf(other))] as const)
  return { ...candles, others: new Map(received) }
}
