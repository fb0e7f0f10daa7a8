import { z } from 'zod'
import { baseName, timeText } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'

/** Whose candles to describe in full. */
export const dataQualitySchema = z.strictObject({
  base: baseName.register(fields, { help: 'base whose candles are described', placeholder: 'base', isArgument: true }),
  asOf: timeText.optional().register(fields, {
    help: 'moment that the blacklist is judged at, ISO time in UTC',
    otherwise: 'the last candle',
    meaning: 'time',
  }),
})
export type DataQualityRequest = z.input<typeof dataQualitySchema>
