import { z } from 'zod'

/** What is checked, in the order of the report. */
export const CHECKS = [
  'shape',
  'mutation',
  'purity',
  'determinism',
  'causality',
  'history',
  'start',
  'streaming',
  'finite',
  'columns',
  'precision',
] as const
export type CheckName = (typeof CHECKS)[number]

export const findingSchema = z.object({
  check: z.enum(CHECKS),
  /** A failure makes the values wrong or not trustworthy; a note is worth knowing. */
  severity: z.enum(['failure', 'note']),
  /** Name of the candles on which it was seen. */
  sample: z.string(),
  text: z.string(),
  column: z.string().optional(),
  /** Open time of the first minute concerned, epoch ms. */
  time: z.number().optional(),
  /** Where more is declared than matters: how far away a candle was seen to matter. */
  reach: z.int().optional(),
})

/** Something that a check found. */
export type Finding = Readonly<z.output<typeof findingSchema>>

/** The first minute in which a column has an error. */
export interface Place {
  readonly column: string
  readonly time: number
}
