import { z } from 'zod'
import { baseName } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'

/** Whose candles to remove. */
export const removeDataSchema = z.strictObject({
  bases: z
    .array(baseName)
    .min(1)
    .register(fields, { help: 'bases whose candles are removed', placeholder: 'base', isArgument: true }),
  exchange: z.string().min(1).optional().register(fields, {
    help: 'exchange of the candles',
    otherwise: "the workspace's",
    placeholder: 'id',
  }),
  market: z.string().min(1).optional().register(fields, {
    help: 'market type of the candles, such as spot or usdm',
    otherwise: "the workspace's",
    placeholder: 'type',
  }),
})
export type RemoveDataRequest = z.input<typeof removeDataSchema>
