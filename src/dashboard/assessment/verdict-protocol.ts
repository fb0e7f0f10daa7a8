import { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import type { Verdict } from '../../assessment/verdict/verdict.js'
import { SET_TYPES } from '../../datasets/split-sets.js'
import { exitsSchema, seriesSchema } from './score-protocol.js'

const count = z.number()
const share = z.number()

/** Asks a thread for the verdict on a cell of series that are scored. */
export const verdictJobSchema = z.strictObject({
  /** Folder of the workspace, whose ledger knows the trials. */
  directory: z.string(),
  classifier: z.string(),
  set: z.enum(SET_TYPES),
  selectedBy: z.enum(['option', 'validation']),
  series: z.array(seriesSchema),
  /** Of the set that selected the thresholds; left out where it is the assessed one, or is not to be had. */
  selection: z.array(seriesSchema).optional(),
  cell: z.strictObject({ buyThreshold: z.number(), sellThreshold: z.number() }),
  fee: z.number(),
  exits: exitsSchema,
  horizon: z.number().optional(),
  markets: z.array(z.string()),
  epochs: count,
  /** Is told how far it is. */
  port: z.instanceof(MessagePort),
})
export type VerdictJob = z.output<typeof verdictJobSchema>

const sharpe = z.strictObject({
  ratio: z.number(),
  annualRatio: z.number(),
  skewness: z.number(),
  kurtosis: z.number(),
  autocorrelation: z.number(),
  nullRatio: z.number(),
  criticalRatio: z.number().nullable(),
  probability: share.nullable(),
  probabilityAboveZero: share.nullable(),
  power: share.nullable(),
  assumed: z.strictObject({ prior: share, annualRatio: z.number() }),
  plannedFalseDiscoveryRate: share.nullable(),
  observedFalseDiscoveryRate: share.nullable(),
  deflated: z.number().nullable(),
})

const luck = z.strictObject({
  pValue: share,
  adjustedPValue: share,
  draws: count,
  meanGain: share,
  highGain: share,
  selectsThresholds: z.boolean(),
  retrains: z.boolean(),
})

const figures = z.strictObject({
  bases: count,
  days: count,
  from: z.string().nullable(),
  to: z.string().nullable(),
  trades: count,
  buyThreshold: z.number().nullable(),
  sellThreshold: z.number().nullable(),
  gain: share,
  costs: z.strictObject({ fees: share, spread: share, slippage: share }),
  dailyGain: share,
  interval: z
    .strictObject({
      low: share,
      high: share,
      confidence: share,
      mean: share,
      draws: count,
      blockDays: z.number(),
    })
    .nullable(),
  sharpe: sharpe.nullable(),
  trials: z.strictObject({
    ledger: count,
    raw: count,
    effective: z.number(),
    fewCommonDays: count,
    epochs: count,
  }),
  luck: luck.nullable(),
  moreDays: z.number().nullable(),
})

/** What the thread answers. */
export const verdictResult: z.ZodType<Verdict> = z.strictObject({
  status: z.enum(['edge', 'noEdge', 'cannotBeSaid']),
  basis: z.enum(['walkForward', 'laterDays', 'selectionDays']),
  optimistic: z.boolean(),
  sentences: z.array(z.string()),
  reasons: z.array(
    z.enum(['fewTrades', 'fewDays', 'constantReturns', 'notShifted', 'loss', 'interval', 'trials', 'permutation']),
  ),
  figures,
})
