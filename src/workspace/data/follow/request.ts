import { z } from 'zod'
import { fields } from '../../../config/fields.js'
import { updateDataSchema } from '../update/request.js'

/** Which bases to bring up to now and then minute by minute. */
export const followDataSchema = z.strictObject({
  ...updateDataSchema.shape,
  poll: z
    .boolean()
    .default(false)
    .register(fields, { help: 'ask for candles each minute, also where the exchange has a stream of them' }),
})
export type FollowDataRequest = z.input<typeof followDataSchema>
