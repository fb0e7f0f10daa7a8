import { z } from 'zod'
import { baseName, timeText } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'

/** Which stored candles to describe. */
export const listDataSchema = z.strictObject({
  bases: z.array(baseName).optional().register(fields, {
    help: 'bases to list, comma separated',
    otherwise: 'all that are stored',
    flag: 'base',
  }),
  asOf: timeText.optional().register(fields, {
    help: 'moment that the blacklist is judged at, ISO time in UTC',
    otherwise: 'the last candle',
    meaning: 'time',
  }),
})
export type ListDataRequest = z.input<typeof listDataSchema>
