import { z } from 'zod'
import { fields } from '../../config/fields.js'

/** The field of every request that may look at sealed minutes. */
export const openTestSetField = {
  openTestSet: z.boolean().default(false).register(fields, {
    help: 'open minutes that a test range ever covered: it is written down for good what was looked at, and when',
  }),
}
