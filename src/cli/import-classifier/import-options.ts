import { basename, extname } from 'node:path'
import { z } from 'zod'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import { SAMPLINGS } from '../../datasets/sampling.js'
import { namesOf, parseOptions } from '../options.js'
import { netFlags } from '../train/net-flags.js'

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number)
const schema = z.object({
  features: z.string(),
  target: z.string(),
  events: z.string().optional(),
  base: z.string().optional().transform(namesOf),
  sets: z.string().optional(),
  common: z.boolean().default(false),
  columns: z.string().min(1).optional(),
  ...netFlags,
  window: whole.refine((minutes) => minutes >= 1, 'expected at least 1').optional(),
  scaler: z.string().min(1),
  sampling: z.enum(SAMPLINGS),
  select: z.enum(SELECTIONS),
  seed: whole,
  embargo: whole.optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, dots, dashes and underscores')
    .optional(),
  out: z.string().min(1).optional(),
  unchecked: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})

/** What `import-classifier` was asked for. */
export type ImportClassifierOptions = z.output<typeof schema>

export function importClassifierOptions(raw: unknown): ImportClassifierOptions {
  return parseOptions(schema, raw)
}

/** The file's name without its ending, as far as it makes a name of a classifier. */
export function nameFrom(file: string): string {
  const plain = basename(file, extname(file))
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
  return plain.slice(0, 100) || 'imported'
}
