import { z } from 'zod'
import { baseName, seedNumber } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'

/** Which definitions to check, and on which candles. */
export const checkSchema = z.strictObject({
  definitions: z.array(z.string().min(1)).optional().register(fields, {
    help: 'feature sets, targets, event samplers and nets, by id or by file',
    otherwise: 'all, those of the workspace too',
    placeholder: 'ids',
    isArgument: true,
  }),
  candles: z.array(z.string().min(1)).optional().register(fields, {
    help: 'file of candles to check on too, instead of stored ones; again for each other base that is needed, as btc=FILE',
    placeholder: 'file',
    meaning: 'path',
  }),
  bases: z.array(baseName).optional().register(fields, {
    help: 'bases whose stored candles are checked on',
    otherwise: 'the first two that are stored',
    flag: 'base',
  }),
  seed: seedNumber.default(1).register(fields, { help: 'seed of the simulated candles and of the points looked at' }),
  quick: z.boolean().default(false).register(fields, {
    help: 'fewer points, on one simulated market: seconds less, and rare faults may stay hidden',
  }),
})
export type CheckRequest = z.input<typeof checkSchema>
