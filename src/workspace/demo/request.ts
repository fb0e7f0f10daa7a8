import { z } from 'zod'
import { seedNumber } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'

/** How the whole path is gone once, on a simulated market. */
export const demoSchema = z.strictObject({
  seed: seedNumber.default(1).register(fields, { help: 'seed of the simulated market and of the training' }),
  days: z.number().positive().max(10).default(1).register(fields, {
    help: 'days of paper trading',
    unit: 'days',
  }),
  folder: z.string().min(1).default('demo').register(fields, {
    help: 'folder that the demo makes its workspace in; an earlier demo there is replaced',
    placeholder: 'folder',
    meaning: 'path',
  }),
})
export type DemoRequest = z.input<typeof demoSchema>
