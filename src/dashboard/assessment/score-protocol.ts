import { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import type { FillAssumptions } from '../../assessment/report/report-data.js'
import type { RowFills } from '../../assessment/row-fills.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { EXIT_TRIGGERS, type ExitRules } from '../../core/exit-rules.js'
import { FILL_MODELS } from '../../core/fill-rules.js'
import { SET_TYPES } from '../../datasets/split-sets.js'

const float64 = z.instanceof(Float64Array)
const float32 = z.instanceof(Float32Array)

/** The fills of a series on their way between threads. */
const rowFillsSchema: z.ZodType<RowFills> = z.strictObject({
  model: z.enum(FILL_MODELS),
  row: z.instanceof(Int32Array),
  buyPrice: float64,
  sellPrice: float64,
  spreadShare: float64,
  slippageShare: float64,
})

/** A scored series on its way between threads. */
export const seriesSchema: z.ZodType<ScoredSeries> = z.strictObject({
  base: z.string(),
  ranges: z.array(z.strictObject({ from: z.number(), to: z.number() })),
  time: float64,
  close: float64,
  target: z.instanceof(Uint8Array),
  hold: float32,
  buy: float32,
  sell: float32,
  bars: z.strictObject({ open: float64, high: float64, low: float64 }).exactOptional(),
  fills: rowFillsSchema.exactOptional(),
})

const rule = z.number().optional()
export const exitsSchema: z.ZodType<ExitRules> = z.strictObject({
  stopLoss: rule,
  takeProfit: rule,
  trailingStop: rule,
  maxMinutes: rule,
  lossMinutes: rule,
  trigger: z.enum(EXIT_TRIGGERS).optional(),
})

const thresholds = z.strictObject({ buyThreshold: z.number(), sellThreshold: z.number() })

/** Asks a thread for the scores of one of a classifier's sets. */
export const scoreJobSchema = z.strictObject({
  /** Folder of the workspace. */
  directory: z.string(),
  /** Whether its code may run, as the sender decided. */
  allowsCode: z.boolean(),
  classifier: z.string(),
  set: z.enum(SET_TYPES),
  /** Is told how far it is. */
  port: z.instanceof(MessagePort),
})
export type ScoreJob = z.output<typeof scoreJobSchema>

export const scoreProgressSchema = z.strictObject({
  task: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
})
export type ScoreProgress = z.output<typeof scoreProgressSchema>

const fillAssumptions: z.ZodType<FillAssumptions> = z.strictObject({
  stake: z.number(),
  impact: z.number(),
  spreads: z.array(
    z.strictObject({
      base: z.string(),
      quoted: z.number(),
      estimated: z.number(),
      tick: z.number(),
      tickSize: z.number(),
      meanSpread: z.number(),
    }),
  ),
})

/** What scoring gives. */
export const scoredSetSchema = z.strictObject({
  series: z.array(seriesSchema),
  usedForSelection: z.enum(['yes', 'no', 'unknown']),
  simulated: z.boolean(),
  selected: thresholds.nullable(),
  /** Whether it is decided at events only, elsewhere hold is certain. */
  atEvents: z.boolean(),
  /** Class counts that probabilities are corrected by; null where scores are probabilities as they are. */
  counts: z.array(z.number()).nullable(),
  /** What realistic fills rest on; null: orders are filled at the close of the minute that decides. */
  fills: fillAssumptions.nullable(),
  fee: z.number(),
  /** What sells a position without a signal, but for minutes at a loss. */
  exits: exitsSchema,
  /** Rows that labels look ahead; null where nobody knows. */
  horizon: z.number().nullable(),
  /** Paths of the markets that the scores are of. */
  markets: z.array(z.string()),
  /** Epochs of the training. */
  epochs: z.number(),
  notes: z.array(z.string()),
})
export type ScoredSet = z.output<typeof scoredSetSchema>

/** A series whose values lie in memory that all threads share: it travels without being copied. */
export function shareSeries(series: ScoredSeries): ScoredSeries {
  const { base, ranges, time, close, target, hold, buy, sell, bars, fills } = series
  const [sharedTime, sharedClose] = [copyToShared(Float64Array, time), copyToShared(Float64Array, close)]
  return {
    base,
    ranges: ranges.map(({ from, to }) => ({ from, to })),
    time: sharedTime,
    close: sharedClose,
    target: copyToShared(Uint8Array, target),
    hold: copyToShared(Float32Array, hold),
    buy: copyToShared(Float32Array, buy),
    sell: copyToShared(Float32Array, sell),
    ...(bars && {
      bars: {
        open: copyToShared(Float64Array, bars.open),
        high: copyToShared(Float64Array, bars.high),
        low: copyToShared(Float64Array, bars.low),
      },
    }),
    ...(fills && { fills: shareFills(fills) }),
  }
}

function shareFills({ model, row, buyPrice, sellPrice, spreadShare, slippageShare }: RowFills): RowFills {
  return {
    model,
    row: copyToShared(Int32Array, row),
    buyPrice: copyToShared(Float64Array, buyPrice),
    sellPrice: copyToShared(Float64Array, sellPrice),
    spreadShare: copyToShared(Float64Array, spreadShare),
    slippageShare: copyToShared(Float64Array, slippageShare),
  }
}

interface ArrayKind<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: SharedArrayBuffer): T
}

function copyToShared<T extends { set(values: ArrayLike<number>): void }>(
  kind: ArrayKind<T>,
  values: ArrayLike<number>,
): T {
  const copy = new kind(new SharedArrayBuffer(values.length * kind.BYTES_PER_ELEMENT))
  copy.set(values)
  return copy
}

const bytesPerRow = 2 * 8 + 1 + 3 * 4
const bytesPerBar = 3 * 8

/** Bytes that the columns take. */
export function bytesOf(series: readonly ScoredSeries[]): number {
  const bytesOfFill = 4 + 4 * 8
  return series.reduce(
    (sum, { time, bars, fills }) =>
      sum + (bytesPerRow + (bars ? bytesPerBar : 0) + (fills ? bytesOfFill : 0)) * time.length,
    0,
  )
}
