import { MINUTE } from '../../../src/core/time.js'
import { candlesBetween, numberIn, type PlayedMarket, type Venue } from './played-market.js'

/**
 * OKX: candles between `before` and `after`, both exclusive, newest first, all values as text; those of the last day and
 * older ones at two addresses, at most 300 at once; `confirm` says whether one is over.
 */
export function okx(market: PlayedMarket): Venue {
  return {
    id: 'okx',
    symbol: 'BTC/USDT',
    most: 300,
    addresses: (url) => ({ rest: url }),
    answer: (path, query) => {
      if (path === '/api/v5/public/time') return { code: '0', msg: '', data: [{ ts: String(market.now()) }] }
      if (path === '/api/v5/public/instruments') {
        if (query.get('instType') !== 'SPOT') throw new Error('only spot markets are asked for')
        return { code: '0', msg: '', data: [INSTRUMENT] }
      }
      const old = path === '/api/v5/market/history-candles'
      if (!old && path !== '/api/v5/market/candles') return undefined
      const limit = numberIn(query, 'limit')
      const [before, after] = [numberIn(query, 'before'), numberIn(query, 'after')]
      if (query.get('instId') !== 'BTC-USDT') return { code: '51001', msg: 'Instrument ID does not exist', data: [] }
      if (limit > 300) return { code: '51000', msg: 'Parameter limit error', data: [] }
      const oldest = old ? 0 : market.now() - 1440 * MINUTE
      const rows = candlesBetween(market, Math.max(before + 1, oldest), after)
        .reverse()
        .slice(0, limit)
        .map(({ time, open, high, low, close, volume }) => {
          const confirm = time + MINUTE <= market.now() ? '1' : '0'
          return [String(time), open, high, low, close, volume, '0', '0', confirm]
        })
      return { code: '0', msg: '', data: rows }
    },
  }
}

const INSTRUMENT = {
  instType: 'SPOT',
  instId: 'BTC-USDT',
  uly: '',
  instFamily: '',
  category: '1',
  baseCcy: 'BTC',
  quoteCcy: 'USDT',
  settleCcy: '',
  ctVal: '',
  ctMult: '',
  ctValCcy: '',
  optType: '',
  stk: '',
  listTime: '1548133413000',
  expTime: '',
  lever: '10',
  tickSz: '0.1',
  lotSz: '0.00000001',
  minSz: '0.00001',
  ctType: '',
  alias: '',
  state: 'live',
  maxLmtSz: '9999999999',
  maxMktSz: '1000000',
}
