import { z } from 'zod'
import { OUTPUT_FORMS } from '../../nets/import/model-requirements.js'

const layoutSchema = z.strictObject({
  columns: z.record(z.string(), z.string().optional()).optional(),
  timeFormat: z.string().optional(),
  utcOffset: z.string().optional(),
})

const names = z.array(z.string()).readonly()
const requirementsSchema = z.strictObject({
  label: z.string(),
  features: z.string(),
  inputs: names,
  classes: names,
  columns: names.optional(),
  classOrder: names.optional(),
  output: z.string().optional(),
  outputForm: z.enum(OUTPUT_FORMS).optional(),
  window: z.number().optional(),
})

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** What the process that reads foreign files is asked for. */
export const foreignJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('candles'), file: z.string(), layout: layoutSchema, unpackedMegabytes: z.number() }),
  z.strictObject({ kind: z.literal('net'), file: z.string(), requirements: requirementsSchema }),
  z.strictObject({
    kind: z.literal('trial'),
    net: z.strictObject({ label: z.string(), model: bytes }),
    sample: z.strictObject({ features: floats, rows: z.number(), center: floats, scale: floats }),
  }),
])
export type ForeignJob = z.output<typeof foreignJobSchema>
