import { z } from 'zod'
import { profileSchema } from '../../config/schema.js'
import type { SplitSets } from '../../datasets/split-sets.js'
import { trainSchema } from '../train/request.js'

const range = z.strictObject({ from: z.int(), to: z.int() })
const setsSchema: z.ZodType<SplitSets> = z.strictObject({
  training: z.array(range),
  validation: z.array(range),
  test: z.array(range),
})

/** A window that a worker process makes. */
export const windowTaskSchema = z.strictObject({
  /** Folder of the workspace. */
  directory: z.string(),
  /** Whether its code may run, as the sender decided. */
  allowsCode: z.boolean(),
  /** The whole configuration, as the sender has it. */
  config: profileSchema,
  /** Folder of the walk-forward. */
  folder: z.string(),
  number: z.int().min(1),
  sets: setsSchema,
  identity: z.record(z.string(), z.string()),
  training: z.custom<z.input<typeof trainSchema>>((value) => trainSchema.safeParse(value).success),
})
export type WindowTask = z.input<typeof windowTaskSchema>
export type ParsedWindowTask = z.output<typeof windowTaskSchema>

/** What a worker reports of its window. */
export const windowEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('epoch'), epoch: z.int().min(1) }),
  z.strictObject({ event: z.literal('finished') }),
  z.strictObject({ event: z.literal('log'), line: z.string() }),
])
export type WindowEvent = z.output<typeof windowEventSchema>
