import { z } from 'zod'
import { Decimal } from '../../core/decimal.js'

/**
 * ccxt's unified structures, from an instance that keeps numbers as text. Text with an exponent occurs; a number was
 * made by the adapter of that exchange, so it is read by its shortest digits.
 */
const decimal = z
  .union([z.string().regex(/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i), z.number()])
  .transform((value) => new Decimal(value))
const optionalDecimal = decimal.nullish().transform((value) => value ?? undefined)
const float = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => (value === null ? NaN : Number(value)))
const time = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)
const range = z.object({ min: optionalDecimal, max: optionalDecimal }).partial().optional()

export const timeSchema = z.number()

const candleSchema = z.tuple([z.number(), float, float, float, float, float]).rest(z.unknown())
export type UnifiedCandle = z.output<typeof candleSchema>
export const candlesSchema = z.array(candleSchema)

export const marketSchema = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  spot: z.boolean().nullish(),
  active: z.boolean().nullish(),
  precision: z.object({ price: optionalDecimal, amount: optionalDecimal }),
  limits: z.object({ price: range, amount: range, cost: range }),
  maker: optionalDecimal,
  taker: optionalDecimal,
})
export type UnifiedMarket = z.output<typeof marketSchema>

export const bookSchema = z.object({
  bids: z.array(z.tuple([decimal]).rest(z.unknown())),
  asks: z.array(z.tuple([decimal]).rest(z.unknown())),
})

export const balancesSchema = z.object({
  free: z.record(z.string(), optionalDecimal),
  used: z.record(z.string(), optionalDecimal),
})

export type UnifiedBalances = z.output<typeof balancesSchema>

export const orderSchema = z.object({
  id: z.string(),
  clientOrderId: z.string().nullish(),
  side: z.enum(['buy', 'sell']).nullish(),
  price: optionalDecimal,
  amount: optionalDecimal,
  filled: optionalDecimal,
  cost: optionalDecimal,
  status: z.string().nullish(),
  timestamp: time,
})
export type UnifiedOrder = z.output<typeof orderSchema>
export const ordersSchema = z.array(orderSchema)

export const tradesSchema = z.array(
  z.object({
    id: z.string(),
    order: z.string().nullish(),
    side: z.enum(['buy', 'sell']),
    price: decimal,
    amount: decimal,
    takerOrMaker: z.string().nullish(),
    fee: z.object({ currency: z.string().nullish(), cost: optionalDecimal }).nullish(),
    timestamp: time,
  }),
)
export type UnifiedTrade = z.output<typeof tradesSchema>[number]
