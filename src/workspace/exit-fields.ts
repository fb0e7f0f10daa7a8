import { z } from 'zod'
import { fields } from '../config/fields.js'
import { EXIT_TRIGGERS } from '../core/exit-rules.js'

const group = 'exits'
const configured = 'trading.exits where the workspace sets it, else never'
const part = z.number().min(0).lt(1)

/** The fields of a request that say what sells a position without a signal. Each stands over what the workspace has. */
export const exitFields = {
  exits: z.enum(['none', 'labels']).optional().register(fields, {
    help: 'also sell where the label of the purchase is decided, by the barriers of the target; none: by no price and no time',
    otherwise: 'trading.exits where the workspace sets it, else none',
    group,
  }),
  stopLoss: part.optional().register(fields, {
    help: 'also sell at a fall by this share of the purchase; 0: never',
    otherwise: configured,
    placeholder: 'share',
    group,
  }),
  takeProfit: z.number().min(0).optional().register(fields, {
    help: 'also sell at a rise by this share of the purchase; 0: never',
    otherwise: configured,
    placeholder: 'share',
    group,
  }),
  trailingStop: part.optional().register(fields, {
    help: 'also sell at a fall by this share of the highest price since the purchase; 0: never',
    otherwise: configured,
    placeholder: 'share',
    group,
  }),
  maxMinutes: z.int().min(0).optional().register(fields, {
    help: 'also sell so many minutes after the decision to buy; 0: never',
    otherwise: configured,
    unit: 'minutes',
    placeholder: 'minutes',
    group,
  }),
  exitTrigger: z.enum(EXIT_TRIGGERS).optional().register(fields, {
    help: 'what reaches the prices of these exits: the close, or the highest and lowest price of a minute',
    otherwise: 'as trading.exits or the target has it, else close',
    placeholder: 'price',
    group,
  }),
}

const exitRequest = z.object(exitFields)
export type ExitRequest = z.output<typeof exitRequest>
