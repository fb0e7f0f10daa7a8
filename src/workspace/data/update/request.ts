import { z } from 'zod'
import { baseName, timeText } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'

const id = z.string().min(1)

/** Which bases to bring up to now, and what to compute from their candles. */
export const updateDataSchema = z.strictObject({
  bases: z.array(baseName).optional().register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace, else all that are stored',
    flag: 'base',
  }),
  from: timeText.optional().register(fields, {
    help: 'where history begins, ISO time in UTC',
    otherwise: 'what is stored, else 30 days ago',
    meaning: 'time',
  }),
  overlap: z.int().min(0).max(1000).default(60).register(fields, {
    help: 'stored candles that are downloaded again, to find those that were revised',
    placeholder: 'count',
  }),
  parallel: z.int().min(1).max(24).default(4).register(fields, {
    help: 'bases that are downloaded at once, within the limits of the exchange',
    placeholder: 'count',
  }),
  features: z.array(id).optional().register(fields, {
    help: 'feature sets to compute for every base, besides those that are stored already',
    placeholder: 'ids',
  }),
  targets: z.array(id).optional().register(fields, {
    help: 'targets to compute for every base, besides those that are stored already',
    placeholder: 'ids',
  }),
  replace: z
    .boolean()
    .default(false)
    .register(fields, { help: 'replace stored candles even where all that were fetched again differ' }),
})
export type UpdateDataRequest = z.input<typeof updateDataSchema>
export type ParsedUpdateRequest = z.output<typeof updateDataSchema>
