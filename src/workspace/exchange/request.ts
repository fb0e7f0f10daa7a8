import { z } from 'zod'
import { baseName, replaySpeed, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { SIMULATED_KINDS } from '../../ohlcv/simulate-candles.js'

const BALANCE = 'expected an amount of quote such as 10000, or amounts such as 10000,BNB=2'
const amount = z.string(BALANCE).regex(/^\d+(\.\d{1,8})?$/, BALANCE)
const share = z.number().min(0).max(1)

/** What the simulated exchange replays, to whom it gives what, and what goes wrong on it. */
export const serveExchangeSchema = z.strictObject({
  bases: z.array(baseName).default([]).register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace; one made up with a made-up market',
    flag: 'base',
  }),
  market: z.enum(SIMULATED_KINDS).optional().register(fields, { help: 'made-up candles instead of stored ones' }),
  seed: z.int().min(0).default(1).register(fields, {
    help: 'decides the made-up market, what scenarios do, and the key and secret of the account',
    placeholder: 'number',
  }),
  port: z.int().min(0).max(65_535).default(8090).register(fields, {
    help: 'port on 127.0.0.1; 0 takes a free one',
    placeholder: 'number',
  }),
  speed: replaySpeed.default(1).register(fields, {
    help: 'times the speed of real time, or stepped: time goes on when a client says so',
    placeholder: 'number',
  }),
  from: timeText.optional().register(fields, {
    help: 'where the replay begins',
    otherwise: '15 days after the first candle',
    meaning: 'time',
  }),
  to: timeText.optional().register(fields, {
    help: 'where the replay ends',
    otherwise: 'with the candles',
    meaning: 'time',
  }),
  balances: z
    .union([amount, z.record(z.string().regex(/^[A-Za-z0-9]+$/, BALANCE), amount, BALANCE)])
    .default('10000')
    .register(fields, {
      help: 'what the account has: quote, or quote and coins as in 10000,BNB=2',
      flag: 'balance',
      placeholder: 'amounts',
    }),
  feeCoin: z
    .string()
    .regex(/^[A-Za-z0-9]+$/, 'expected a coin such as BNB')
    .optional()
    .register(fields, {
      help: 'coin that fees are taken from while the account has enough of it',
      placeholder: 'coin',
    }),
  feeDiscount: share.default(0.25).register(fields, {
    help: 'share of the fees that is waived where they are taken from that coin',
    placeholder: 'share',
  }),
  volumeShare: share.default(0.1).register(fields, {
    help: "most of a candle's volume that orders can take",
    placeholder: 'share',
  }),
  scenarios: z.array(z.string().min(1)).default([]).register(fields, {
    help: 'what goes wrong: names, comma separated, or a yaml file; may be repeated',
    otherwise: 'nothing',
    flag: 'scenario',
  }),
  log: z.string().min(1).optional().register(fields, {
    help: 'file of what the scenarios do, a line each',
    otherwise: 'on stderr',
    meaning: 'path',
  }),
})
export type ServeExchangeRequest = z.input<typeof serveExchangeSchema>

export const listScenariosSchema = z.strictObject({})
export type ListScenariosRequest = z.input<typeof listScenariosSchema>
