import { z } from 'zod'
import { Decimal } from '../../../core/decimal.js'
import { binanceErrors } from '../engine/binance-fault.js'

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
