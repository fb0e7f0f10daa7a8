import { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { SET_TYPES } from '../../datasets/split-sets.js'
import { seriesSchema } from './shared-series.js'

const thresholds = z.strictObject({ buyThreshold: z.number(), sellThreshold: z.number() })

/** Asks a thread for the scores of one of a classifier's sets. */
export const scoreJobSchema = z.strictObject({
  /** Folder of the workspace. */
  directory: z.string(),
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

/** What scoring gives. */
export const scoredSetSchema = z.strictObject({
  series: z.array(seriesSchema),
  usedForSelection: z.enum(['yes', 'no', 'unknown']),
  simulated: z.boolean(),
  chosen: thresholds.nullable(),
  /** Whether it is decided at events only, elsewhere hold is certain. */
  atEvents: z.boolean(),
  /** Class counts that probabilities are corrected by; null where scores are probabilities as they are. */
  counts: z.array(z.number()).nullable(),
  fee: z.number(),
  notes: z.array(z.string()),
})
export type ScoredSet = z.output<typeof scoredSetSchema>
