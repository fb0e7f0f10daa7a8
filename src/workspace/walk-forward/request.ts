import { z } from 'zod'
import { WINDOW_MODES, parseDuration } from '../../assessment/walk-forward/lay-out-windows.js'
import { plainName, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { tradingFields } from '../assess/request.js'
import { trainSchema } from '../train/request.js'

/** What of a training's request means nothing here: windows are the sets, and what comes of each is kept by the walk-forward itself. */
const LEFT_OUT = {
  sets: true,
  common: true,
  name: true,
  out: true,
  overwrite: true,
  resume: true,
  tensorboard: true,
  external: true,
  externalFolder: true,
  externalTimeout: true,
  classes: true,
  output: true,
  outputName: true,
} as const

/** A length as requests have it. */
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'expected a length such as 30d, 36h or 90m')

const group = 'Windows'

/** Trainings on windows that follow each other in time, each tried on the time behind it. */
export const walkForwardSchema = z.strictObject({
  mode: z.enum(WINDOW_MODES).default('rolling').register(fields, {
    help: 'whether the training stretches move on with the windows, or all begin where the first one does',
    group,
  }),
  training: duration.default('60d').register(fields, {
    help: 'length of the training stretch, in days, hours or minutes; of the first window where they are anchored',
    placeholder: 'length',
    group,
  }),
  validation: duration.default('14d').register(fields, {
    help: 'length of the stretch behind it that epoch and thresholds are chosen on',
    placeholder: 'length',
    group,
  }),
  test: duration.default('14d').register(fields, {
    help: 'length of the stretch behind that, which is traded',
    placeholder: 'length',
    group,
  }),
  step: duration.optional().register(fields, {
    help: 'length from one test stretch to the next',
    otherwise: 'that of the test stretch, so that they follow each other without a gap',
    placeholder: 'length',
    group,
  }),
  from: timeText.optional().register(fields, {
    help: 'begin of the first training stretch',
    otherwise: 'as soon as all bases have the history that features need',
    meaning: 'time',
    group,
  }),
  to: timeText.optional().register(fields, {
    help: 'end of the last test stretch at the latest',
    otherwise: 'the last minute that all bases have',
    meaning: 'time',
    group,
  }),
  name: plainName.optional().register(fields, {
    help: 'name under which finished windows are kept, for the next run to go on from',
    otherwise: 'made from net, features, target, seed and windows',
    placeholder: 'name',
  }),
  overwrite: z.boolean().default(false).register(fields, {
    help: 'remove the windows of that name that were made by other settings',
  }),
  workers: z.int().min(1).max(256).optional().register(fields, {
    help: 'windows at a time, each in a process of its own; the result has the same bits at any number',
    otherwise: 'as many as there are cores, and as memory allows',
    unit: 'workers',
    group: 'This machine',
  }),
  ...trainSchema.omit(LEFT_OUT).shape,
  ...tradingFields,
})

export type WalkForwardRequest = z.input<typeof walkForwardSchema>
export type ResolvedWalkForwardRequest = z.output<typeof walkForwardSchema>

/** The keys of the request that a training of a window has as well. */
export const TRAINING_KEYS: readonly string[] = Object.keys(trainSchema.omit(LEFT_OUT).shape)
