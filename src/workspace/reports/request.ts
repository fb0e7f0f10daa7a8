import { z } from 'zod'
import { baseName, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { openTestSetField } from '../ledger/open-test-set-field.js'
import { SETS_FILE, splitFields } from '../rows/resolve-splits.js'

/** The rows that a definition is reported on. */
const rowFields = {
  bases: z.array(baseName).optional().register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace, else all that are stored',
    flag: 'base',
  }),
  candles: z.array(z.string().min(1)).optional().register(fields, {
    help: 'file of candles to read instead of the store; again for each other base that is needed, as btc=FILE',
    placeholder: 'file',
    meaning: 'path',
  }),
  sets: splitFields.sets
    .unwrap()
    .optional()
    .register(fields, {
      help: 'file with lines of set_type, start, end, or the ranges themselves',
      otherwise: `${SETS_FILE} of the workspace; without: one set`,
      placeholder: 'file',
      meaning: 'path',
    }),
  ...openTestSetField,
  from: timeText.optional().register(fields, { help: 'only rows from this time on, ISO time in UTC', meaning: 'time' }),
  to: timeText.optional().register(fields, { help: 'only rows before this time', meaning: 'time' }),
}

/** Which feature set to report on, and on which target. */
export const reportFeaturesSchema = z.strictObject({
  definition: z
    .string()
    .min(1)
    .register(fields, { help: 'feature set, such as F2cond20', placeholder: 'id', isArgument: true }),
  target: z.string().min(1).optional().register(fields, {
    help: 'target of which it is reported what each column tells, such as T10up5low30min',
    placeholder: 'id',
  }),
  ...rowFields,
})
export type ReportFeaturesRequest = z.input<typeof reportFeaturesSchema>

/** Which target to report on. */
export const reportTargetsSchema = z.strictObject({
  definition: z
    .string()
    .min(1)
    .register(fields, { help: 'target, such as T10up5low30min', placeholder: 'id', isArgument: true }),
  ...rowFields,
})
export type ReportTargetsRequest = z.input<typeof reportTargetsSchema>

/** The rows of a request, checked. */
export type ParsedReportRequest = Omit<z.output<typeof reportTargetsSchema>, 'definition'>
