import { z } from 'zod'
import { Decimal } from '../../core/decimal.js'

/**
 * Schemas of Binance's responses, limited to the fields in use. Amounts and prices arrive as text and become decimals.
 */
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform((text) => new Decimal(text))
const float = z.string().transform(Number)
const id = z.union([z.number(), z.string()]).transform(String)
const time = z.number()

export const timeResponse = z.object({ serverTime: time })

/** A filter by its type; the fields of the types in use are parsed where they are needed. */
const filter = z.looseObject({ filterType: z.string() })

export const priceFilter = z.object({ minPrice: decimal, maxPrice: decimal, tickSize: decimal })
export const lotSizeFilter = z.object({ minQty: decimal, maxQty: decimal, stepSize: decimal })
export const notionalFilter = z.object({ minNotional: decimal, maxNotional: decimal.optional() })
export const icebergPartsFilter = z.object({ limit: z.number() })
export const maxOrdersFilter = z.object({ maxNumOrders: z.number() })

const symbolResponse = z.object({
  symbol: z.string(),
  status: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  icebergAllowed: z.boolean().default(false),
  isSpotTradingAllowed: z.boolean().default(true),
  filters: z.array(filter),
})
export type SymbolResponse = z.output<typeof symbolResponse>
export const exchangeInfoResponse = z.object({ symbols: z.array(symbolResponse) })

export const tradeFeeResponse = z.array(
  z.object({ symbol: z.string(), makerCommission: decimal, takerCommission: decimal }),
)
export type TradeFeeResponse = z.output<typeof tradeFeeResponse>

/**
 * The columns are open time, open, high, low, close, volume, close time, quote volume, trades, taker buys in base,
 * taker buys in quote, and an unused one.
 */
export const klinesResponse = z.array(
  z.tuple([time, float, float, float, float, float, time, float, z.number(), float]).rest(z.unknown()),
)

/** An event of a candle stream; `x` is true once the candle is finished. */
export const klineEvent = z.object({
  e: z.literal('kline'),
  s: z.string(),
  k: z.object({
    t: time,
    i: z.string(),
    o: float,
    h: float,
    l: float,
    c: float,
    v: float,
    q: float,
    n: z.number(),
    V: float,
    x: z.boolean(),
  }),
})

export const bookTickerResponse = z.object({ bidPrice: decimal, askPrice: decimal })

export const accountResponse = z.object({
  balances: z.array(z.object({ asset: z.string(), free: decimal, locked: decimal })),
})

const orderFields = {
  symbol: z.string(),
  orderId: id,
  clientOrderId: z.string(),
  price: decimal,
  origQty: decimal,
  executedQty: decimal,
  cummulativeQuoteQty: decimal,
  status: z.string(),
  side: z.enum(['BUY', 'SELL']),
}
/** An order that was fetched or listed (with `time`), or the response to a new one (with `transactTime`). */
export const orderResponse = z.object({
  ...orderFields,
  time: time.optional(),
  transactTime: time.optional(),
})
export type OrderResponse = z.output<typeof orderResponse>
export const ordersResponse = z.array(orderResponse)

const tradeResponse = z.object({
  id,
  orderId: id,
  price: decimal,
  qty: decimal,
  commission: decimal,
  commissionAsset: z.string(),
  time,
  isBuyer: z.boolean(),
  isMaker: z.boolean(),
})
export type TradeResponse = z.output<typeof tradeResponse>
export const tradesResponse = z.array(tradeResponse)
