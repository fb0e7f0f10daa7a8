import type { Clock } from '../../core/clock.js'
import { Decimal } from '../../core/decimal.js'
import { HOUR } from '../../core/time.js'
import type { CcxtClient } from '../ccxt/ccxt-client.js'
import type { CcxtSession } from '../ccxt/ccxt-session.js'
import { UnknownMarketError } from '../exchange-errors.js'
import type { MarketRules } from '../exchange.js'
import { parseMarketRules, parseFeesBySymbol, type TradingFees } from './binance-rules.js'
import { exchangeInfoResponse, tradeFeeResponse } from './binance-schemas.js'

const DEFAULT_FEE = '0.001'

/** The markets of Binance spot, fetched when they are first needed and again after an hour. */
export interface BinanceMarkets {
  readonly rules: () => Promise<ReadonlyMap<string, MarketRules>>
  /** Returns Binance's symbol; throws UnknownMarketError where there is no such market. */
  readonly marketIdOf: (symbol: string) => Promise<string>
}

/** Markets by unified symbol: their rules and Binance's symbol. */
type Listing = ReadonlyMap<string, { readonly symbol: string; readonly rules: MarketRules }>

export function createBinanceMarkets(client: CcxtClient, session: CcxtSession, clock: Clock): BinanceMarkets {
  const listing = cacheListing(client, session, clock)
  return {
    rules: async () => new Map([...(await listing())].map(([symbol, market]) => [symbol, market.rules])),
    marketIdOf: async (symbol) => {
      const market = (await listing()).get(symbol)
      if (!market) throw new UnknownMarketError(`${client.id} has no spot market ${symbol}; check bases and quote`)
      return market.symbol
    },
  }
}

function cacheListing(client: CcxtClient, session: CcxtSession, clock: Clock): () => Promise<Listing> {
  let cached: { readonly time: number; readonly listing: Promise<Listing> } | undefined
  return () => {
    if (cached && clock.now() - cached.time < HOUR) return cached.listing
    const listing = loadListing(client, session)
    const entry = { time: clock.now(), listing }
    cached = entry
    listing.catch(() => {
      if (cached === entry) cached = undefined
    })
    return listing
  }
}

async function loadListing(client: CcxtClient, session: CcxtSession): Promise<Listing> {
  const { symbols } = await session.read(exchangeInfoResponse, 'publicGetExchangeInfo')
  const fees = client.signed
    ? parseFeesBySymbol(await session.read(tradeFeeResponse, 'sapiGetAssetTradeFee'))
    : new Map<string, TradingFees>()
  const defaultFees = { maker: new Decimal(DEFAULT_FEE), taker: new Decimal(DEFAULT_FEE) }
  return new Map(
    symbols.map((answer) => {
      const rules = parseMarketRules(answer, fees.get(answer.symbol) ?? defaultFees)
      return [rules.symbol, { symbol: answer.symbol, rules }]
    }),
  )
}
