import { z } from 'zod'
import { baseName, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'

/** Which rows of which feature set or target to compute, from the store or from files of candles. */
export const computeSchema = z.strictObject({
  definition: z.string().min(1).register(fields, {
    help: 'feature set or target, such as F2cond20 or T10up5low30min',
    placeholder: 'id',
    isArgument: true,
  }),
  base: baseName.optional().register(fields, {
    help: 'base whose candles are read',
    otherwise: 'the only one of the workspace',
    placeholder: 'name',
  }),
  candles: z.array(z.string().min(1)).optional().register(fields, {
    help: 'file of candles to compute from instead of the store; again for each other base that is needed, as btc=FILE',
    placeholder: 'file',
    meaning: 'path',
  }),
  from: timeText.optional().register(fields, { help: 'first row, ISO time in UTC', meaning: 'time' }),
  to: timeText.optional().register(fields, { help: 'end of the rows, not included', meaning: 'time' }),
  out: z.string().min(1).optional().register(fields, {
    help: 'file to write the rows to: .csv, or .arrow and .parquet for pandas, polars, DuckDB',
    placeholder: 'file',
    meaning: 'path',
  }),
})

export type ComputeRequest = z.input<typeof computeSchema>
