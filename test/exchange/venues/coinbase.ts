import { MINUTE, SECOND } from '../../../src/core/time.js'
import { candlesBetween, numberIn, type PlayedMarket, type Venue } from './played-market.js'

/**
 * Coinbase: candles of a window of at most 300 minutes, newest first, as objects of text in seconds; minutes without trades
 * are left out, so a window may be empty although there are candles behind it.
 */
export function coinbase(market: PlayedMarket): Venue {
  return {
    id: 'coinbase',
    symbol: 'BTC/USD',
    most: 300,
    addresses: (url) => ({ rest: url }),
    answer: (path, query) => {
      if (path === '/v2/time') return { data: { iso: '', epoch: market.now() / SECOND } }
      if (path === '/v2/currencies' || path === '/v2/currencies/crypto') return { data: [] }
      if (path === '/v2/exchange-rates') return { data: { currency: 'USD', rates: {} } }
      if (path === '/api/v3/brokerage/market/products') {
        return { products: query.get('product_type') === 'FUTURE' ? [] : [PRODUCT], num_products: 1 }
      }
      if (path !== '/api/v3/brokerage/market/products/BTC-USD/candles') return undefined
      if (query.get('granularity') !== 'ONE_MINUTE') throw new Error('minutes are asked for')
      const [start, end] = [numberIn(query, 'start') * SECOND, numberIn(query, 'end') * SECOND]
      if (end - start > 300 * MINUTE) return { error: 'INVALID_ARGUMENT', error_details: 'too many candles' }
      const candles = candlesBetween(market, start, end + 1)
        .reverse()
        .map(({ time, ...values }) => ({ start: String(time / SECOND), ...values }))
      return { candles }
    },
  }
}

const PRODUCT = {
  product_id: 'BTC-USD',
  price: '30000',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  price_increment: '0.01',
  quote_min_size: '1',
  quote_max_size: '150000000',
  base_min_size: '0.00000001',
  base_max_size: '3400',
  base_name: 'Bitcoin',
  quote_name: 'US Dollar',
  status: 'online',
  trading_disabled: false,
  product_type: 'SPOT',
  quote_currency_id: 'USD',
  base_currency_id: 'BTC',
}
