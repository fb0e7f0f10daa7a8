import { z } from 'zod'
import { SIMULATED_KINDS } from '../../ohlcv/simulated-market.js'
import { namesOf, parseOptions, timeOption } from '../options.js'

const schema = z.object({
  workspace: z.string().optional(),
  json: z.boolean().default(false),
  base: z.string().optional().transform(namesOf),
  market: z.enum(SIMULATED_KINDS, `expected ${SIMULATED_KINDS.join(', ')}`).optional(),
  seed: z.string().regex(/^\d+$/, 'expected a whole number').transform(Number),
  port: z
    .string()
    .regex(/^\d+$/, 'expected a port number')
    .transform(Number)
    .refine((port) => port < 65_536, 'expected a port number below 65536'),
  speed: z
    .string()
    .regex(/^(stepped|\d*[1-9]\d*(\.\d+)?|0?\.\d*[1-9]\d*)$/, 'expected a number above 0 such as 1 or 60, or stepped')
    .transform((text): number | 'stepped' => (text === 'stepped' ? text : Number(text))),
  from: z
    .string()
    .transform((text) => timeOption(text, '--from'))
    .optional(),
  to: z
    .string()
    .transform((text) => timeOption(text, '--to'))
    .optional(),
  balance: z
    .string()
    .regex(
      /^(([A-Za-z0-9]+=)?\d+(\.\d{1,8})?)(,[A-Za-z0-9]+=\d+(\.\d{1,8})?)*$/,
      'expected an amount of quote such as 10000, or amounts such as 10000,BNB=2',
    )
    .transform((text) => text.split(',').map((part) => amountOf(part))),
  feeCoin: z
    .string()
    .regex(/^[A-Za-z0-9]+$/, 'expected a coin such as BNB')
    .transform((coin) => coin.toUpperCase())
    .optional(),
  feeDiscount: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'expected a share from 0 to 1 such as 0.25'),
  scenario: z
    .array(z.string())
    .default([])
    .transform((values) => values.flatMap((value) => value.split(',')).filter((value) => value !== '')),
  log: z.string().optional(),
  scenarios: z.boolean().default(false),
  volumeShare: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'expected a share from 0 to 1 such as 0.1'),
})

export interface Amount {
  /** Undefined for the workspace's quote. */
  readonly asset: string | undefined
  readonly amount: string
}

function amountOf(text: string): Amount {
  const [first = '', second] = text.split('=')
  return second === undefined ? { asset: undefined, amount: first } : { asset: first.toUpperCase(), amount: second }
}

/** The options of `followupward exchange`, parsed. */
export type ExchangeOptions = z.output<typeof schema>

/** Throws UserError that names the option, its value and what is allowed. */
export function exchangeOptions(raw: unknown): ExchangeOptions {
  return parseOptions(schema, raw)
}
