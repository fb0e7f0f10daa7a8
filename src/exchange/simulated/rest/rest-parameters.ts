import { z } from 'zod'
import { Decimal } from '../../../core/decimal.js'
import { DAY } from '../../../core/time.js'
import { binanceErrors, BinanceError } from './binance-error.js'

export type RequestParameters = ReadonlyMap<string, string>

/** Parses the parameters of a request; throws BinanceError that names the first invalid one. */
export function parseParameters<Schema extends z.ZodType>(
  schema: Schema,
  parameters: RequestParameters,
): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(parameters))
  if (parsed.success) return parsed.data
  const name = String(parsed.error.issues[0]?.path[0] ?? 'symbol')
  throw parameters.get(name) ? binanceErrors.illegalCharacters(name) : binanceErrors.missing(name)
}

/** Schemas of single parameters, which all arrive as text. */
export const parameterSchemas = {
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
  /** A JSON array of symbols, as Binance requires for several. */
  symbols: z
    .string()
    .regex(/^\[("[A-Z0-9]+"(,"[A-Z0-9]+")*)?\]$/)
    .transform((text) => text.match(/[A-Z0-9]+/g) ?? []),
} as const

/** Returns the requested limit, at most `max`. */
export function clampLimit(query: number | undefined, fallback: number, max: number): number {
  return Math.min(max, query === undefined || query === 0 ? fallback : query)
}

/** Parses JSON; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const history = z.object({
  symbol: parameterSchemas.text,
  orderId: parameterSchemas.integer.optional(),
  fromId: parameterSchemas.integer.optional(),
  startTime: parameterSchemas.integer.optional(),
  endTime: parameterSchemas.integer.optional(),
  limit: parameterSchemas.integer.optional(),
})

/** A query for a part of the history of one market. */
export type HistoryQuery = z.output<typeof history>

export function parseHistoryQuery(parameters: RequestParameters): HistoryQuery {
  const query = parseParameters(history, parameters)
  if ((query.endTime ?? 0) - (query.startTime ?? query.endTime ?? 0) > DAY) {
    throw new BinanceError(-1127, 'More than 24 hours between startTime and endTime.')
  }
  return query
}

export function isInRange(time: number, { startTime, endTime }: HistoryQuery): boolean {
  return time >= (startTime ?? 0) && time <= (endTime ?? Infinity)
}

/** Returns the first `limit` rows where the query has a start, else the latest. */
export function takePage<T>(rows: readonly T[], limit: number | undefined, fromStart: boolean): readonly T[] {
  const max = clampLimit(limit, 500, 1000)
  return fromStart ? rows.slice(0, max) : rows.slice(-max)
}
