import { z } from 'zod'
import { epochSchema } from '../../classifier/description.js'
import { STOP_REASONS } from '../../classifier/fit-options.js'
import { SET_TYPES } from '../../datasets/split-sets.js'

const text = z.string()
const count = z.int().min(0)
const time = z.number()

const definition = z.object({ id: text, version: z.number(), sourceHash: text })
const range = z.object({ from: z.number(), to: z.number() })

/** What a training is made of, down to the hashes of the candles. */
const lineage = z.object({
  features: z.object({ ...definition.shape, columns: count }),
  target: definition,
  events: definition.optional(),
  net: z.object({ id: text, version: z.number(), params: z.record(z.string(), z.number()) }),
  classes: z.array(text),
  bases: z.array(
    z.object({
      name: text,
      market: text,
      candles: z.object({ ...range.shape, hash: text }),
      trainingRows: count,
      validationRows: count,
    }),
  ),
  sets: z.record(z.enum(SET_TYPES), z.array(range)),
})

const start = z.object({
  event: z.literal('start'),
  time,
  /** The process, and when it started in the system's own count; '' where that is unknown. */
  pid: z.int().min(1),
  processStart: text,
  host: text,
  /** The words of the command as it was typed, of logs of earlier versions that have no request. */
  args: z.array(text).default([]),
  cwd: text,
  /** The use case, and the request that would do the same again; absent in older logs. */
  useCase: z.literal('train').optional(),
  request: z.record(z.string(), z.unknown()).optional(),
  /** Name and folder of the classifier that will be saved. */
  name: text,
  folder: text,
  epochs: count,
  patience: count,
  batchSize: count,
  /** Everything that the result depends on, as text by name. */
  settings: z.record(z.string(), z.string()),
  lineage,
  /** Epochs that a resumed training had behind it. */
  earlier: z.array(epochSchema),
})

const step = z.object({
  event: z.literal('step'),
  time,
  epoch: count,
  step: count,
  stepsPerEpoch: count,
  /** Mean over the epoch so far. */
  loss: z.number(),
  samplesPerSecond: z.number(),
  /** Until all epochs are done; patience may end it sooner. */
  secondsLeft: z.number(),
})

const epoch = z.object({ event: z.literal('epoch'), time, best: z.boolean(), report: epochSchema })

const end = z.object({
  event: z.literal('end'),
  time,
  stopped: z.enum([...STOP_REASONS, 'failed']),
  /** Epoch that is kept; absent where none is. */
  epoch: count.optional(),
  /** Whether the classifier was written, or an earlier and better one stayed. */
  saved: z.boolean(),
  /** Threads that the last steps had. */
  threads: count.optional(),
  /** Why it failed, or what was said when it stopped. */
  message: text.optional(),
})

/** One line of a run log. Unknown keys are left out, so that a log of a later version can still be read. */
export const runEventSchema = z.discriminatedUnion('event', [start, step, epoch, end])

export type RunEvent = z.output<typeof runEventSchema>
export type RunStart = z.output<typeof start>
export type RunStep = z.output<typeof step>
export type RunEpoch = z.output<typeof epoch>
export type RunEnd = z.output<typeof end>
export type RunLineage = z.output<typeof lineage>
