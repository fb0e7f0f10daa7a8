import { candlesBetween, numberIn, type PlayedMarket, type Venue } from './played-market.js'

/** Bybit: up to 1000 candles from `start` on, newest first, all values as text. */
export function bybit(market: PlayedMarket): Venue {
  const result = (value: unknown): unknown => ({ retCode: 0, retMsg: 'OK', result: value, time: market.now() })
  return {
    id: 'bybit',
    symbol: 'BTC/USDT',
    most: 1000,
    addresses: (url) => ({ spot: url, futures: url, v2: url, public: url, private: url }),
    answer: (path, query) => {
      if (path === '/v5/market/time') {
        return result({ timeSecond: String(Math.floor(market.now() / 1000)), timeNano: `${market.now()}000000` })
      }
      if (path === '/v5/market/instruments-info') {
        if (query.get('category') !== 'spot') throw new Error('only spot markets are asked for')
        return result({ category: 'spot', list: [INSTRUMENT] })
      }
      if (path !== '/v5/market/kline') return undefined
      if (query.get('symbol') !== 'BTCUSDT') return { retCode: 10001, retMsg: 'Not supported symbols', result: {} }
      const limit = numberIn(query, 'limit')
      if (limit > 1000) return { retCode: 10001, retMsg: 'limit should not be greater than 1000', result: {} }
      const rows = candlesBetween(market, numberIn(query, 'start'), Number.POSITIVE_INFINITY)
        .slice(0, limit)
        .reverse()
        .map(({ time, open, high, low, close, volume }) => [String(time), open, high, low, close, volume, '0'])
      return result({ category: 'spot', symbol: 'BTCUSDT', list: rows })
    },
  }
}

const INSTRUMENT = {
  symbol: 'BTCUSDT',
  baseCoin: 'BTC',
  quoteCoin: 'USDT',
  innovation: '0',
  status: 'Trading',
  marginTrading: 'both',
  lotSizeFilter: {
    basePrecision: '0.000001',
    quotePrecision: '0.00000001',
    minOrderQty: '0.00004',
    maxOrderQty: '63.01197227',
    minOrderAmt: '1',
    maxOrderAmt: '100000',
  },
  priceFilter: { tickSize: '0.01' },
}
