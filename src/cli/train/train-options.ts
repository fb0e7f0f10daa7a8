import { z } from 'zod'
import { DEVICES, bestSchema } from '../../config/learning-schema.js'
import { UserError } from '../../core/errors.js'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import { SAMPLINGS } from '../../datasets/sampling.js'
import { SCALER_KINDS } from '../../datasets/scaler.js'
import type { NetParams } from '../../nets/net.js'
import { namesOf, parseOptions } from '../options.js'
import { learningFlags } from './learning-flags.js'

const whole = (least: number, example: string): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number such as ${example}`)
    .transform(Number)
    .refine((value) => value >= least, `expected at least ${least}`)

const schema = z.object({
  base: z.string().optional().transform(namesOf),
  features: z.string(),
  target: z.string(),
  events: z.string().optional(),
  sets: z.string().optional(),
  common: z.boolean().default(false),
  seed: whole(0, '1'),
  net: z.string(),
  params: z.string().default('').transform(paramsOf),
  scaler: z.enum(SCALER_KINDS),
  batch: whole(1, '32'),
  epochs: whole(1, '50'),
  patience: whole(1, '10'),
  select: z.enum(SELECTIONS),
  sampling: z.enum(SAMPLINGS),
  best: bestSchema.optional(),
  threads: whole(1, '2').optional(),
  device: z.enum(DEVICES).optional(),
  memory: whole(0, '2048').optional(),
  ...learningFlags,
  embargo: whole(0, '1440').optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, dots, dashes and underscores')
    .optional(),
  out: z.string().min(1).optional(),
  unchecked: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  tensorboard: z.string().min(1).optional(),
  resume: z.boolean().default(false),
  checkpoint: whole(0, '5'),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})

/** What `train` was asked for. */
export type TrainOptions = z.output<typeof schema>

export function trainOptions(raw: unknown): TrainOptions {
  return parseOptions(schema, raw)
}

function paramsOf(text: string): NetParams {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(-?[\d.]+(?:e-?\d+)?)\s*$/i.exec(pair) ?? []
      if (name !== undefined && Number.isFinite(Number(value))) return [name, Number(value)]
      throw new UserError(`--params has ${pair.trim()}: expected name=number, such as l1=24,l2=16,dropout=0.2`)
    }),
  )
}
