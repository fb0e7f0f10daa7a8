import { z } from 'zod'

const layoutSchema = z.strictObject({
  columns: z.record(z.string(), z.string().optional()).optional(),
  timeFormat: z.string().optional(),
  utcOffset: z.string().optional(),
})

/** What the process that reads foreign files is asked for. */
export const foreignJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('candles'), file: z.string(), layout: layoutSchema, unpackedMegabytes: z.number() }),
])
export type ForeignJob = z.output<typeof foreignJobSchema>
