import type { Clock } from '../../core/clock.js'
import type { CcxtClient } from '../ccxt/ccxt-client.js'
import type { CcxtInstanceOptions } from '../ccxt/ccxt-instance.js'
import type { CcxtSession } from '../ccxt/ccxt-session.js'
import type { WatchPolicy } from '../ccxt/keep-watching.js'
import type { Exchange, RawCandle } from '../exchange.js'
import { createBinanceCandleStream } from './binance-candle-stream.js'
import { createBinanceMarkets } from './binance-markets.js'
import { createBinanceOrders } from './binance-orders.js'
import { accountResponse, bookTickerResponse, klinesResponse, timeResponse } from './binance-schemas.js'

const MAX_CANDLES = 1000

/** Creates Binance spot on ccxt's implicit endpoints, which keep every field, and amounts and prices as text. */
export function createBinanceExchange(
  client: CcxtClient,
  session: CcxtSession,
  clock: Clock,
  streams: { readonly instance: CcxtInstanceOptions; readonly policy: WatchPolicy },
): Exchange {
  const listing = createBinanceMarkets(client, session, clock)
  const { marketIdOf } = listing
  return {
    ...createBinanceOrders(client, session, listing),
    id: client.id,
    fetchTime: async () => (await session.read(timeResponse, 'publicGetTime')).serverTime,
    fetchMarketRules: () => listing.rules(),
    fetchCandles: async (symbol, since, limit) => candles(session, await marketIdOf(symbol), since, limit),
    watchCandles: createBinanceCandleStream(streams.instance, session, listing, streams.policy),
    fetchQuote: async (symbol) => {
      const answer = await session.read(bookTickerResponse, 'publicGetTickerBookTicker', {
        symbol: await marketIdOf(symbol),
      })
      return { bid: answer.bidPrice, ask: answer.askPrice, time: clock.now() }
    },
    fetchBalances: async () => {
      const { balances } = await session.read(accountResponse, 'privateGetAccount', { omitZeroBalances: 'true' })
      const nonZero = balances.filter(({ free, locked }) => free.gt(0) || locked.gt(0))
      return new Map(nonZero.map(({ asset, free, locked }) => [asset, { free, locked }]))
    },
    close: () => client.close(),
  }
}

async function candles(session: CcxtSession, symbol: string, since: number, limit: number): Promise<RawCandle[]> {
  const request = { symbol, interval: '1m', startTime: since, limit: Math.min(limit, MAX_CANDLES) }
  const rows = await session.read(klinesResponse, 'publicGetKlines', request)
  return rows.map(([time, open, high, low, close, volume, , quoteVolume, trades, takerBuyVolume]) => ({
    time,
    open,
    high,
    low,
    close,
    volume,
    quoteVolume,
    trades,
    takerBuyVolume,
  }))
}
