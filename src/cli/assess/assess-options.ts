import { z } from 'zod'
import { THRESHOLDS } from '../../assessment/threshold-matrix.js'
import { DEVICES } from '../../config/training-fields.js'
import { UserError } from '../../core/errors.js'
import { parseOptions } from '../options.js'

const allowed = THRESHOLDS.join(', ')
const threshold = z
  .string()
  .transform(Number)
  .refine((value) => THRESHOLDS.includes(value), `allowed are ${allowed}`)

const schema = z.object({
  predictions: z.string().optional(),
  set: z.enum(['training', 'validation', 'test'], 'allowed are training, validation, test').optional(),
  base: z.string().optional(),
  buy: threshold.optional(),
  sell: threshold.optional(),
  device: z.enum(DEVICES).default('cpu'),
  json: z.boolean().default(false),
  html: z.union([z.string(), z.boolean()]).optional(),
  seed: z
    .string()
    .regex(/^\d{1,9}$/, 'expected a whole number')
    .default('1')
    .transform(Number),
  workspace: z.string().optional(),
})

export type AssessOptions = z.output<typeof schema>

/** The options of `assess`, checked one by one and against each other. */
export function assessOptions(raw: unknown, classifier: string | undefined): AssessOptions {
  const options = parseOptions(schema, raw)
  if ((options.buy === undefined) !== (options.sell === undefined)) {
    throw new UserError(
      `--${options.buy === undefined ? 'sell' : 'buy'} chooses half a cell; give both --buy and --sell`,
    )
  }
  if (classifier === undefined && options.predictions === undefined) {
    throw new UserError('nothing to assess; name a classifier, or give --predictions FILE')
  }
  if (classifier !== undefined && options.predictions !== undefined) {
    throw new UserError(`both the classifier ${classifier} and --predictions; give one of the two`)
  }
  if (options.predictions !== undefined && options.set !== undefined) {
    throw new UserError('--set chooses among a classifier’s sets; a predictions file is assessed as a whole')
  }
  return options
}
