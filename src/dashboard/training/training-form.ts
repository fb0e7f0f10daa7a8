import { z } from 'zod'
import { monitorSchema } from '../../config/training-fields.js'
import { learningTexts } from '../../config/learning-texts.js'

const id = z.string().regex(/^[A-Za-z][\w-]{0,99}$/, 'expected the name of a definition')
const whole = (least: number): z.ZodType<number> =>
  z.coerce.number('expected a whole number').int('expected a whole number').min(least, `expected at least ${least}`)

/** What the form of a training holds; a query carries all of it as text. Names of choices are checked by the command itself. */
export const trainingFormSchema = z.object({
  features: id,
  target: id,
  /** Every minute where it is left out. */
  events: id.optional(),
  net: id,
  /** `l1=24,l2=16`; the net's own where it is left out. */
  params: z
    .string()
    .regex(/^(\w+=-?[\d.]+(e-?\d+)?(,|$))*$/i, 'expected name=number, comma separated')
    .max(500)
    .optional(),
  /** Comma separated; those of the workspace where it is left out. */
  base: z
    .string()
    .regex(/^[a-z0-9]+(,[a-z0-9]+)*$/, 'expected names of bases, comma separated')
    .max(2000)
    .optional(),
  common: z.stringbool().default(false),
  seed: whole(0).default(1),
  epochs: whole(1).default(50),
  patience: whole(1).default(10),
  batch: whole(1).default(32),
  scaler: id.optional(),
  sampling: id.optional(),
  select: id.optional(),
  best: monitorSchema.optional(),
  optimizer: learningTexts.optimizer,
  learningRate: learningTexts.learningRate,
  momentum: learningTexts.momentum,
  weightDecay: learningTexts.weightDecay,
  schedule: learningTexts.schedule,
  warmup: learningTexts.warmup,
  floor: learningTexts.floor,
  plateauPatience: learningTexts.plateauPatience,
  plateauFactor: learningTexts.plateauFactor,
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, dots, dashes and underscores')
    .optional(),
  overwrite: z.stringbool().default(false),
  unchecked: z.stringbool().default(false),
})

export type TrainingForm = z.output<typeof trainingFormSchema>
