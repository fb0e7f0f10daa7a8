import { MINUTE, SECOND } from '../../../src/core/time.js'
import { candlesBetween, numberIn, type PlayedMarket, type Venue } from './played-market.js'

/**
 * Kraken: whatever is asked for, the last 720 candles at most, those behind `since` (seconds, exclusive) of them, the
 * unfinished one included; array of seconds, prices as text, and the volume behind the average price. Old ids (XXBTZUSD).
 */
export function kraken(market: PlayedMarket): Venue {
  return {
    id: 'kraken',
    symbol: 'BTC/USD',
    most: 720,
    addresses: (url) => ({ public: url, private: url, zendesk: url }),
    answer: (path, query) => {
      if (path === '/0/public/Time') return result({ unixtime: market.now() / SECOND })
      if (path === '/0/public/Assets') return result(ASSETS)
      if (path === '/0/public/AssetPairs') return result({ XXBTZUSD: PAIR })
      if (path !== '/0/public/OHLC') return undefined
      if (query.get('pair') !== 'XXBTZUSD') return { error: ['EQuery:Unknown asset pair'] }
      const last = candlesBetween(market, market.now() - 720 * MINUTE, Number.POSITIVE_INFINITY)
      const rows = last
        .filter(({ time }) => time > numberIn(query, 'since') * SECOND)
        .map(({ time, open, high, low, close, volume }) => [time / SECOND, open, high, low, close, open, volume, 5])
      return result({ XXBTZUSD: rows, last: (last.at(-1)?.time ?? 0) / SECOND })
    },
  }
}

function result(value: unknown): unknown {
  return { error: [], result: value }
}

const ASSETS = {
  XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, display_decimals: 5, status: 'enabled' },
  ZUSD: { aclass: 'currency', altname: 'USD', decimals: 4, display_decimals: 2, status: 'enabled' },
}

const PAIR = {
  altname: 'XBTUSD',
  wsname: 'XBT/USD',
  aclass_base: 'currency',
  base: 'XXBT',
  aclass_quote: 'currency',
  quote: 'ZUSD',
  pair_decimals: 1,
  cost_decimals: 5,
  lot_decimals: 8,
  lot_multiplier: 1,
  leverage_buy: [],
  leverage_sell: [],
  fees: [[0, 0.4]],
  fees_maker: [[0, 0.25]],
  fee_volume_currency: 'ZUSD',
  ordermin: '0.00005',
  costmin: '0.5',
  tick_size: '0.1',
  status: 'online',
}
