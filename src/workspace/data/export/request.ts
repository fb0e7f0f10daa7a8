import { z } from 'zod'
import { baseName, timeText } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'

/** Which candles to write to which file. */
export const exportDataSchema = z.strictObject({
  base: baseName.optional().register(fields, {
    help: 'base whose candles are written; may be left out where there is only one',
    placeholder: 'name',
  }),
  out: z.string().min(1).register(fields, {
    help: '.csv, .csv.gz, .arrow, .feather or .parquet',
    placeholder: 'file',
    meaning: 'path',
  }),
  from: timeText.optional().register(fields, { help: 'first candle, ISO time in UTC', meaning: 'time' }),
  to: timeText.optional().register(fields, { help: 'end of the candles, ISO time in UTC', meaning: 'time' }),
})
export type ExportDataRequest = z.input<typeof exportDataSchema>
