import { z } from 'zod'
import { seriesSchema } from './shared-series.js'

const common = { series: z.array(seriesSchema), fee: z.number() }
const cell = { buyThreshold: z.number(), sellThreshold: z.number() }

/** Asks a thread for figures of series that are scored. */
export const figureJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('matrix'), ...common }),
  z.strictObject({ kind: z.literal('cell'), ...common, ...cell, base: z.string().nullable() }),
  z.strictObject({ kind: z.literal('trades'), ...common, ...cell, offset: z.number(), limit: z.number() }),
  z.strictObject({
    kind: z.literal('scores'),
    ...common,
    base: z.string().nullable(),
    atEvents: z.boolean(),
    counts: z.array(z.number()).nullable(),
  }),
])
export type FigureJob = z.output<typeof figureJobSchema>
