import { binance } from 'ccxt'
import type { SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'

/** Binance's address, by which ccxt finds the classes of Binance's errors. */
const BINANCE = 'https://api.binance.com/'

/** ccxt as anyone would use it: nothing of the adapter is in between. */
export function plainCcxt(simulated: SimulatedExchange, settings: Record<string, unknown> = {}): binance {
  const [rest, sapi] = [`${simulated.url}/api/v3`, `${simulated.url}/sapi/v1`]
  const exchange = new binance({
    apiKey: simulated.apiKey,
    secret: simulated.secret,
    enableRateLimit: false,
    urls: { api: { public: rest, private: rest, sapi } },
    options: { fetchMarkets: { types: ['spot'] }, fetchMargins: false, fetchCurrencies: false },
    ...settings,
  })
  exchange.milliseconds = () => simulated.control.now()
  const byUrl = exchange.getExceptionsByUrl.bind(exchange)
  exchange.getExceptionsByUrl = (url: string, kind: string) => byUrl(url.replace(`${simulated.url}/`, BINANCE), kind)
  return exchange
}
