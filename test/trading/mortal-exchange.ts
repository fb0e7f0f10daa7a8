import { EventEmitter, once } from 'node:events'
import type { Exchange } from '../../src/exchange/exchange.js'

export interface MortalExchange extends Exchange {
  readonly died: Promise<unknown>
  readonly calls: () => number
}

/**
 * The same exchange until call number `at`; from then on nothing is answered any more, as for a process that was killed:
 * `before` that call was carried out, or `after` it was carried out and before its answer came.
 */
export function mortal(exchange: Exchange, at: number, when: 'before' | 'after'): MortalExchange {
  let calls = 0
  const death = new EventEmitter()
  const died = once(death, 'death')
  const hang = <T>(): Promise<T> => {
    death.emit('death')
    return new Promise<T>(() => {})
  }
  const wrap =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls++
      if (calls > at || (calls === at && when === 'before')) return hang()
      const answer = await work(...args)
      return calls === at ? hang() : answer
    }
  return {
    id: exchange.id,
    died,
    calls: () => calls,
    fetchTime: wrap(() => exchange.fetchTime()),
    fetchMarketRules: wrap(() => exchange.fetchMarketRules()),
    fetchCandles: wrap((symbol: string, since: number, limit: number) => exchange.fetchCandles(symbol, since, limit)),
    fetchQuote: wrap((symbol: string) => exchange.fetchQuote(symbol)),
    fetchBalances: wrap(() => exchange.fetchBalances()),
    createOrder: wrap((request: Parameters<Exchange['createOrder']>[0]) => exchange.createOrder(request)),
    fetchOrder: wrap((symbol: string, id: string) => exchange.fetchOrder(symbol, id)),
    fetchOpenOrders: wrap((symbol: string) => exchange.fetchOpenOrders(symbol)),
    cancelOrder: wrap((symbol: string, id: string) => exchange.cancelOrder(symbol, id)),
    fetchOrderFills: wrap((order: Parameters<Exchange['fetchOrderFills']>[0]) => exchange.fetchOrderFills(order)),
    fetchFills: wrap((symbol: string, since: number) => exchange.fetchFills(symbol, since)),
    close: () => exchange.close(),
  }
}
