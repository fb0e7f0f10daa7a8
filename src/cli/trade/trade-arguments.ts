import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { namesOf, parseOptions, timeOption } from '../options.js'

const threshold = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'expected a score between 0 and 1 such as 0.7')
  .transform(Number)

const speed = z
  .string()
  .regex(/^(stepped|\d+(\.\d+)?)$/, 'expected stepped, or how many times faster than real time, such as 60')
  .transform((text) => (text === 'stepped' ? text : Number(text)))
  .refine((value) => value === 'stepped' || value > 0, 'expected stepped, or a number above 0')

const schema = z.object({
  classifier: z.string(),
  base: z.string().optional().transform(namesOf),
  from: z.string().optional(),
  to: z.string().optional(),
  speed: speed.optional(),
  balance: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'expected an amount such as 10000')
    .optional(),
  buy: threshold.optional(),
  sell: threshold.optional(),
  live: z.boolean().default(false),
  yes: z.boolean().default(false),
  release: z.boolean().default(false),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})

type Parsed = z.output<typeof schema>

/** What `trade` was asked for; times are epoch ms. */
export interface TradeArguments extends Omit<Parsed, 'from' | 'to'> {
  readonly from: number | undefined
  readonly to: number | undefined
}

export function tradeArguments(raw: unknown): TradeArguments {
  const parsed = parseOptions(schema, raw)
  const from = parsed.from === undefined ? undefined : timeOption(parsed.from, '--from')
  const to = parsed.to === undefined ? undefined : timeOption(parsed.to, '--to')
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UserError(`--from ${parsed.from ?? ''} is not before --to ${parsed.to ?? ''}; nothing would be traded`)
  }
  return { ...parsed, from, to }
}

/** Options of a replay in this process make no sense where another clock runs. */
export function refuseReplayOptions({ from, speed, balance }: TradeArguments, where: string): void {
  const given = Object.entries({ from, speed, balance }).find(([, value]) => value !== undefined)
  if (given)
    throw new UserError(`--${given[0]} is for paper trading on stored candles; leave it out when trading ${where}`)
}
