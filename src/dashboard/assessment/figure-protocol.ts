import { z } from 'zod'
import { TRADE_EXITS } from '../../core/exit-rules.js'
import type { AssessedTrade, AssessedTrades, AssessmentCell, AssessmentScores, TradeMarks } from './api.js'
import type { MatrixOfSeries } from '../../assessment/view/matrix-figures.js'
import { TRADE_COLUMNS } from '../../assessment/view/trade-list.js'
import { exitsSchema, seriesSchema } from './score-protocol.js'

const common = { series: z.array(seriesSchema), fee: z.number() }
const exits = exitsSchema
const cellRequest = { buyThreshold: z.number(), sellThreshold: z.number(), exits }
const limit = z.number().optional()
const tradesRequest = {
  ...common,
  ...cellRequest,
  filter: z.object({
    only: z.string().optional(),
    minGain: limit,
    maxGain: limit,
    minMinutes: limit,
    maxMinutes: limit,
    month: z.number().optional(),
  }),
}
const order = z.object({ column: z.enum(TRADE_COLUMNS), descending: z.boolean() })

/** Asks a thread for figures of series that are scored. */
export const figureJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('matrix'), ...common, exits }),
  z.strictObject({
    kind: z.literal('cell'),
    ...common,
    ...cellRequest,
    base: z.string().nullable(),
    /** Whether the cell was chosen by these very rows. */
    hindsight: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('trades'),
    ...tradesRequest,
    order,
    offset: z.number(),
    limit: z.number(),
    number: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('csv'), ...tradesRequest, order }),
  z.strictObject({
    kind: z.literal('marks'),
    ...tradesRequest,
    chart: z.string(),
    first: z.number(),
    interval: z.number(),
    rows: z.number(),
  }),
  z.strictObject({
    kind: z.literal('scores'),
    ...common,
    base: z.string().nullable(),
    atEvents: z.boolean(),
    counts: z.array(z.number()).nullable(),
  }),
])
export type FigureJob = z.output<typeof figureJobSchema>

const number = z.number()
const grid = z.array(z.array(number))
const thresholds = { buyThreshold: number, sellThreshold: number }
const curve = z.object({ time: z.array(number), value: z.array(number) })
const base = z.string().nullable()

const matrix = z.object({
  base,
  from: number,
  to: number,
  rows: number,
  gain: grid,
  count: grid,
  confusion: grid,
  labels: z.array(z.object({ rows: number, events: number })),
  best: z.object({ ...thresholds, gain: number, count: number }),
})
export const matrixResult: z.ZodType<MatrixOfSeries> = z.object({
  thresholds: z.array(number),
  overall: matrix,
  bases: z.array(matrix),
})

/** What trades came to. */
const traded = { gain: number, count: number, wins: number, maxDrawdown: number, buyAndHold: number }

export const cellResult: z.ZodType<AssessmentCell> = z.object({
  base,
  cell: z.object(thresholds),
  ...traded,
  minutes: z.object({ median: number, longest: number }).nullable(),
  markedBy: z.enum(['minute', 'bar']),
  random: z
    .object({
      against: z.enum(['entries', 'shiftedScores']),
      draws: number,
      mean: number,
      low: number,
      high: number,
      beaten: number.nullable(),
    })
    .nullable(),
  equity: curve,
  drawdown: curve,
  hold: curve,
  months: z.array(z.object({ month: number, base: z.string(), gain: number, count: number })),
  bases: z.array(z.object({ base: z.string(), ...traded })),
})

const trade: z.ZodType<AssessedTrade> = z.object({
  number,
  base: z.string(),
  buyTime: number,
  buyPrice: number,
  sellTime: number,
  sellPrice: number,
  gain: number,
  minutes: number,
  exit: z.enum(TRADE_EXITS),
})

export const tradesResult: z.ZodType<AssessedTrades> = z.object({
  total: number,
  matching: number,
  gain: number,
  wins: number,
  months: z.array(number),
  trades: z.array(trade),
  trade: trade.nullable(),
})

export const csvResult = z.object({ text: z.string() })

export const marksResult: z.ZodType<TradeMarks> = z.object({
  base: z.string(),
  first: number,
  interval: number,
  trades: number,
  marks: z.array(z.object({ row: number, side: z.enum(['buy', 'sell']), count: number })),
})

const reliability = z.object({
  bins: z.array(z.object({ predicted: number, observed: number, rows: number })),
  error: number,
  brier: number,
})
export const scoresResult: z.ZodType<AssessmentScores> = z.object({
  base,
  classes: z.array(z.string()),
  bins: number,
  histograms: z.array(grid),
  reliability: z.array(z.object({ scores: reliability, probabilities: reliability })),
  isNatural: z.boolean(),
  undecided: number,
})
