import { z } from 'zod'
import { THRESHOLDS } from '../../assessment/threshold-matrix.js'
import { baseName, seedNumber } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { fillFields } from '../../config/fill-fields.js'
import { DEVICES } from '../../config/training-fields.js'
import { SET_TYPES } from '../../datasets/split-sets.js'

const threshold = z.number().refine((value) => THRESHOLDS.includes(value), `allowed are ${THRESHOLDS.join(', ')}`)
import { exitFields } from '../exit-fields.js'
import { openTestSetField } from '../ledger/open-test-set-field.js'

/** The fields that say how scores are traded: what sells without a signal, and what orders are filled at. */
export const tradingFields = {
  ...exitFields,
  lossMinutes: z.int().min(0).optional().register(fields, {
    help: 'also sell once the close stayed below the entry for more than this many minutes in a row, as trade does; 0: never',
    otherwise: 'trading.lossMinutes where the workspace sets it, else never',
    placeholder: 'minutes',
    unit: 'minutes',
  }),
  ...fillFields,
}

/** The scores to be assessed: of a classifier, or of a file of predictions. */
export const assessSchema = z.strictObject({
  classifier: z.string().min(1).optional().register(fields, {
    help: 'name of a classifier of this workspace, or the path of its folder',
    isArgument: true,
  }),
  predictions: z.string().min(1).optional().register(fields, {
    help: 'csv of timestamp, close, target, hold, buy, sell and optionally base, instead',
    meaning: 'path',
  }),
  set: z.enum(SET_TYPES).optional().register(fields, {
    help: 'set of the classifier',
    otherwise: 'validation',
    placeholder: 'set',
  }),
  ...openTestSetField,
  bases: z.array(baseName).default([]).register(fields, {
    help: 'bases, comma separated',
    otherwise: 'all',
    flag: 'base',
  }),
  buy: threshold.optional().register(fields, {
    help: 'buy threshold of the cell to look at',
    placeholder: 'threshold',
  }),
  sell: threshold.optional().register(fields, {
    help: 'sell threshold of the cell to look at',
    placeholder: 'threshold',
  }),
  ...tradingFields,
  against: z.array(z.string().min(1)).default([]).register(fields, {
    help: 'other classifiers to compare it with, comma separated, on the minutes of both and with the same fills and exits',
    otherwise: 'none',
  }),
  importance: z.boolean().default(false).register(fields, {
    help: 'also what the gain owes to each column of the features: scores again with each permuted, which takes its time',
  }),
  baselines: z.boolean().default(true).register(fields, {
    help: 'logistic regression and a positive control beside a classifier; they are trained once for its rows',
  }),
  device: z.enum(DEVICES).default('cpu').register(fields, {
    help: 'device that computes scores',
    placeholder: 'name',
  }),
  seed: seedNumber.default(1).register(fields, { help: 'seed of the random entries' }),
})
export type AssessRequest = z.input<typeof assessSchema>
export type ResolvedAssessRequest = z.output<typeof assessSchema>
