import type { z } from 'zod'
import { Decimal } from '../../core/decimal.js'
import { ExchangeUnavailableError } from '../exchange-errors.js'
import type { MarketRules } from '../exchange.js'
import {
  icebergPartsFilter,
  lotSizeFilter,
  maxOrdersFilter,
  notionalFilter,
  priceFilter,
  type SymbolResponse,
  type TradeFeeResponse,
} from './binance-schemas.js'

const MIN_STEP = '0.00000001'

export interface TradingFees {
  readonly maker: Decimal
  readonly taker: Decimal
}

/** Parses the rules of one market from its filters; a limit of zero is no limit. */
export function parseMarketRules(answer: SymbolResponse, fees: TradingFees): MarketRules {
  const price = filterOf(answer, ['PRICE_FILTER'], priceFilter)
  const lot = filterOf(answer, ['LOT_SIZE'], lotSizeFilter)
  const notional = filterOf(answer, ['NOTIONAL', 'MIN_NOTIONAL'], notionalFilter)
  const iceberg = filterOf(answer, ['ICEBERG_PARTS'], icebergPartsFilter)
  const orders = filterOf(answer, ['MAX_NUM_ORDERS'], maxOrdersFilter)
  return {
    symbol: `${answer.baseAsset}/${answer.quoteAsset}`,
    base: answer.baseAsset,
    quote: answer.quoteAsset,
    active: answer.status === 'TRADING' && answer.isSpotTradingAllowed,
    priceStep: aboveZero(price?.tickSize) ?? new Decimal(MIN_STEP),
    amountStep: aboveZero(lot?.stepSize) ?? new Decimal(MIN_STEP),
    minPrice: aboveZero(price?.minPrice),
    maxPrice: aboveZero(price?.maxPrice),
    minAmount: aboveZero(lot?.minQty),
    maxAmount: aboveZero(lot?.maxQty),
    minCost: aboveZero(notional?.minNotional),
    maxCost: aboveZero(notional?.maxNotional),
    maxIcebergParts: answer.icebergAllowed ? iceberg?.limit : undefined,
    maxOpenOrders: orders?.maxNumOrders,
    makerFee: fees.maker,
    takerFee: fees.taker,
  }
}

/** Parses the fees that the exchange reports, by Binance's symbol. */
export function parseFeesBySymbol(answers: TradeFeeResponse): ReadonlyMap<string, TradingFees> {
  return new Map(answers.map((each) => [each.symbol, { maker: each.makerCommission, taker: each.takerCommission }]))
}

function filterOf<Schema extends z.ZodType>(
  answer: SymbolResponse,
  types: readonly string[],
  schema: Schema,
): z.output<Schema> | undefined {
  const found = answer.filters.find((each) => types.includes(each.filterType))
  const parsed = found && schema.safeParse(found)
  if (parsed && !parsed.success) {
    throw new ExchangeUnavailableError(
      `binance: filter ${types.join('/')} of ${answer.symbol} is not what it should be`,
    )
  }
  return parsed?.data
}

function aboveZero(value: Decimal | undefined): Decimal | undefined {
  return value?.gt(0) ? value : undefined
}
