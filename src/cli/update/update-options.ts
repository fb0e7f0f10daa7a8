import { z } from 'zod'
import { namesOf, parseOptions, timeOption } from '../options.js'

const ids = z
  .string()
  .optional()
  .transform((text) => (text ?? '').split(/[\s,]+/).filter((id) => id !== ''))

const count = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,6}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `expected a whole number from ${least} to ${most}`)

const schema = z.object({
  workspace: z.string().optional(),
  base: z.string().optional().transform(namesOf),
  from: z
    .string()
    .transform((text) => timeOption(text, '--from'))
    .optional(),
  overlap: count(0, 1000),
  parallel: count(1, 24),
  features: ids,
  targets: ids,
  replace: z.boolean().default(false),
  follow: z.boolean().default(false),
  poll: z.boolean().default(false),
  json: z.boolean().default(false),
})

/** The options of `followupward update-history`, parsed. */
export type UpdateOptions = z.output<typeof schema>

/** Throws UserError that names the option, its value and what is allowed. */
export function updateOptions(raw: unknown): UpdateOptions {
  return parseOptions(schema, raw)
}
