import type { Candles } from '../../src/core/candles.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import type { Exchange } from '../../src/exchange/exchange.js'
import type { Disturbance } from '../../src/exchange/simulated/rest/disturbance.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../src/exchange/simulated/simulated-exchange.js'

export interface Opened {
  readonly simulated: SimulatedExchange
  readonly exchange: Exchange
  /** The next requests to `METHOD path` are disturbed, one after the other. */
  readonly disturb: (request: string, ...disturbances: readonly Disturbance[]) => void
  /** How often `METHOD path` was asked for. */
  readonly count: (request: string) => number
  readonly close: () => Promise<void>
}

/** A stepped simulated exchange, and the adapter on it by its clock. */
export async function openSimulated(
  candles: Candles,
  options: Partial<SimulatedExchangeOptions> = {},
  adapter: Partial<Parameters<typeof openCcxtExchange>[0]> = {},
): Promise<Opened> {
  const planned = new Map<string, Disturbance[]>()
  const counts = new Map<string, number>()
  const simulated = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', candles]]),
    balances: { USDT: '10000', ABC: '50' },
    disturb: ({ method, path }) => {
      const key = `${method} ${path}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return planned.get(key)?.shift()
    },
    ...options,
  })
  const exchange = await openCcxtExchange({
    id: 'binance',
    url: simulated.url,
    apiKey: simulated.apiKey,
    secret: simulated.secret,
    clock: simulated.control.clock,
    initialDelay: 1,
    ...adapter,
  })
  return {
    simulated,
    exchange,
    disturb: (request, ...disturbances) => void planned.set(request, [...disturbances]),
    count: (request) => counts.get(request) ?? 0,
    close: async () => {
      await exchange.close()
      await simulated.close()
    },
  }
}
