import { z } from 'zod'
import { Decimal } from '../../../core/decimal.js'
import { DAY } from '../../../core/time.js'
import { binanceErrors, BinanceError } from './binance-error.js'

export type Parameters = ReadonlyMap<string, string>

/** Parses the parameters of a request; throws Binance's refusal that names the first one at fault. */
export function parseParameters<Schema extends z.ZodType>(schema: Schema, parameters: Parameters): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(parameters))
  if (parsed.success) return parsed.data
  const name = String(parsed.error.issues[0]?.path[0] ?? 'symbol')
  throw parameters.get(name) ? binanceErrors.illegalCharacters(name) : binanceErrors.missing(name)
}

/** Schemas of single parameters: all come as text. */
export const parameter = {
  text: z.string().min(1),
  decimal: z
    .string()
    .regex(/^\d{1,20}(\.\d{1,20})?$/)
    .transform((text) => new Decimal(text)),
  integer: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  clientOrderId: z.string().regex(/^[.A-Z:/a-z0-9_-]{1,36}$/),
  /** A JSON array of symbols, as Binance wants several. */
  symbols: z
    .string()
    .regex(/^\[("[A-Z0-9]+"(,"[A-Z0-9]+")*)?\]$/)
    .transform((text) => text.match(/[A-Z0-9]+/g) ?? []),
} as const

/** The limit asked for, at most `most`. */
export function limitOf(asked: number | undefined, usual: number, most: number): number {
  return Math.min(most, asked === undefined || asked === 0 ? usual : asked)
}

/** What a text means as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const history = z.object({
  symbol: parameter.text,
  orderId: parameter.integer.optional(),
  fromId: parameter.integer.optional(),
  startTime: parameter.integer.optional(),
  endTime: parameter.integer.optional(),
  limit: parameter.integer.optional(),
})

/** A stretch of one market's past that a request asks for. */
export type History = z.output<typeof history>

export function historyOf(parameters: Parameters): History {
  const asked = parseParameters(history, parameters)
  if ((asked.endTime ?? 0) - (asked.startTime ?? asked.endTime ?? 0) > DAY) {
    throw new BinanceError(-1127, 'More than 24 hours between startTime and endTime.')
  }
  return asked
}

export function inSpan(time: number, { startTime, endTime }: History): boolean {
  return time >= (startTime ?? 0) && time <= (endTime ?? Infinity)
}

/** The first `limit` from where the caller begins, else the latest. */
export function page<T>(rows: readonly T[], limit: number | undefined, fromStart: boolean): readonly T[] {
  const most = limitOf(limit, 500, 1000)
  return fromStart ? rows.slice(0, most) : rows.slice(-most)
}
