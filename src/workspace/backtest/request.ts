import { z } from 'zod'
import { amountText, baseName, timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { DEVICES } from '../../config/training-fields.js'
import { exitFields } from '../exit-fields.js'
import { DEFAULT_FILLS } from '../../core/fill-rules.js'
import { thresholdFields } from '../threshold-fields.js'
import { openTestSetField } from '../ledger/open-test-set-field.js'

/** What decides in a backtest: scores, or a baseline that needs none. */
export const STRATEGIES = ['scores', 'holding', 'none'] as const

/** Whose scores are followed over which candles, and with how much. */
export const backtestSchema = z.strictObject({
  classifier: z.string().min(1).optional().register(fields, {
    help: 'classifier of this workspace whose scores are followed',
    isArgument: true,
  }),
  predictions: z.string().min(1).optional().register(fields, {
    help: 'csv of timestamp, close, target, hold, buy, sell and optionally base, whose scores are followed instead',
    meaning: 'path',
  }),
  strategy: z.enum(STRATEGIES).default('scores').register(fields, {
    help: 'what decides: scores, or without any: holding buys once and keeps, none never buys',
  }),
  bases: z.array(baseName).default([]).register(fields, {
    help: 'bases, comma separated',
    otherwise: 'those of the workspace, else those with scores',
    flag: 'base',
  }),
  from: timeText.optional().register(fields, {
    help: 'where it begins',
    otherwise: "the classifier's validation range",
    meaning: 'time',
  }),
  to: timeText.optional().register(fields, {
    help: 'where it ends',
    otherwise: 'the end of the validation range, or a week after {from}',
    meaning: 'time',
  }),
  ...exitFields,
  ...openTestSetField,
  balance: amountText.default('10000').register(fields, {
    help: 'quote in the account at the start; all bases share it',
    placeholder: 'amount',
    unit: 'quote',
  }),
  ...thresholdFields,
  orders: z.enum(['limit', 'market']).default('limit').register(fields, {
    help: 'limit orders on the matching engine, as trading sends them, or market orders that are filled as assess does with realistic fills',
  }),
  stake: amountText.optional().register(fields, {
    help: 'quote that each purchase spends, as far as there is any',
    otherwise: 'trading.maxQuote, shared by the bases that signal in a minute',
    placeholder: 'amount',
    unit: 'quote',
  }),
  impact: z.number().min(0).default(DEFAULT_FILLS.impact).register(fields, {
    help: 'share of a minute’s range that an order as large as its volume moves the price by, with market orders; an assumption',
    placeholder: 'share',
  }),
  book: z.string().min(1).optional().register(fields, {
    help: 'SQLite file into which the run is written, with orders, fills and decisions to act, as trading does',
    otherwise: 'no file',
    meaning: 'path',
  }),
  device: z.enum(DEVICES).default('cpu').register(fields, {
    help: 'device that computes scores',
    placeholder: 'name',
  }),
})
export type BacktestRequest = z.input<typeof backtestSchema>
export type BacktestSettings = z.output<typeof backtestSchema>
