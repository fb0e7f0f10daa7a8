import { z } from 'zod'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import { SAMPLINGS } from '../../datasets/sampling.js'
import { namesOf } from '../options.js'

/** A whole number of an option. */
export function whole(least: number, example: string, most = Infinity): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number such as ${example}`)
    .transform(Number)
    .refine((value) => value >= least, `expected at least ${least}`)
    .refine((value) => value <= most, `expected at most ${most}`)
}

/** Options of what a classifier is made from, how it is chosen and where it goes, whoever trains it. */
export const dataFlags = {
  base: z.string().optional().transform(namesOf),
  features: z.string(),
  target: z.string(),
  events: z.string().optional(),
  sets: z.string().optional(),
  common: z.boolean().default(false),
  seed: whole(0, '1'),
  select: z.enum(SELECTIONS),
  sampling: z.enum(SAMPLINGS),
  embargo: whole(0, '1440').optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, dots, dashes and underscores')
    .optional(),
  out: z.string().min(1).optional(),
  unchecked: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
}
