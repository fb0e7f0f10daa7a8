import { z } from 'zod'
import { baseName, seedNumber, timeText } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'
import { SIMULATED_KINDS } from '../../../ohlcv/simulate-candles.js'
import { conflictRule } from '../import/request.js'

/** Which market to make up. */
export const simulateDataSchema = z.strictObject({
  bases: z
    .array(baseName)
    .min(1)
    .max(1000)
    .default(['sim'])
    .register(fields, { help: 'bases to simulate, comma separated', flag: 'base' }),
  kind: z
    .enum(SIMULATED_KINDS)
    .default('market')
    .register(fields, { help: 'waves with a known answer, or what resembles a market' }),
  from: timeText.default('2024-01-01').register(fields, { help: 'first candle, ISO time in UTC', meaning: 'time' }),
  to: timeText.optional().register(fields, {
    help: 'end of the candles, not included',
    otherwise: '30 days after the first',
    meaning: 'time',
  }),
  seed: seedNumber.default(1).register(fields, { help: 'what the market follows from; waves do not depend on it' }),
  conflict: conflictRule,
})
export type SimulateDataRequest = z.input<typeof simulateDataSchema>
