import { z } from 'zod'
import { amountText, baseName, plainName, replaySpeed, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { exitFields } from '../exit-fields.js'
import { thresholdFields } from '../threshold-fields.js'
import { openTestSetField } from '../ledger/open-test-set-field.js'
import { CONTROL_COMMANDS, RUN_MODES } from '../../bookkeeping/records.js'

/** Whose scores are followed, on which bases, where, and for how long. */
export const tradeSchema = z.strictObject({
  classifier: z.string().min(1).register(fields, {
    help: 'classifier of this workspace whose scores are followed',
    placeholder: 'name',
  }),
  // Trading with real money is never the default.
  mode: z.enum(RUN_MODES).default('replay').register(fields, {
    help: 'stored candles on an exchange in this process, the simulated exchange at exchange.url, or real money',
  }),
  account: plainName.optional().register(fields, {
    help: 'your name for the account on the exchange, in the modes testnet and live',
    otherwise: "the workspace's trading.account, main",
    placeholder: 'name',
  }),
  bases: z.array(baseName).default([]).register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace, else of the classifier',
    flag: 'base',
  }),
  from: timeText.optional().register(fields, {
    help: 'where a replay begins',
    otherwise: "the classifier's validation range",
    meaning: 'time',
  }),
  to: timeText.optional().register(fields, {
    help: 'where trading ends',
    otherwise: 'the end of the validation range, or a week after {from}; in mode live only when stopped',
    meaning: 'time',
  }),
  ...openTestSetField,
  speed: replaySpeed.optional().register(fields, {
    help: 'of a replay: stepped, as fast as it goes, or times the speed of real time',
    otherwise: 'stepped',
    placeholder: 'number',
  }),
  balance: amountText.optional().register(fields, {
    help: 'of a replay: quote in the account at the start',
    otherwise: '10000',
    placeholder: 'amount',
  }),
  fresh: z.boolean().default(false).register(fields, {
    help: 'begin a replay anew, although the same one was interrupted and could go on',
  }),
  ...thresholdFields,
  ...exitFields,
  acceptBalances: z.boolean().default(false).register(fields, {
    help: 'write off what the account does not hold of the positions in the book, and buy again',
  }),
  release: z.boolean().default(false).register(fields, {
    help: 'trade again although the kill switch of the account was pulled, or it was paused',
  }),
})
export type TradeRequest = z.input<typeof tradeSchema>

/** What a trader of an account is told through the book. */
export const controlTradeSchema = z.strictObject({
  account: z.string().min(1).register(fields, { help: 'account of a run', isArgument: true }),
  command: z.enum(CONTROL_COMMANDS).register(fields, {
    help: 'pause buying or resume it, pull the kill switch or release it',
    isArgument: true,
  }),
})
export type ControlTradeRequest = z.input<typeof controlTradeSchema>
