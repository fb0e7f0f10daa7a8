import { depthEvents } from './depth-events.js'
import { streamEvents, type MarketStream } from './market-stream.js'
import type { RestContext } from '../rest/rest-route.js'
import { bookTickerEvent, miniTickerEvent, tickerEvent } from './ticker-events.js'

/** The events of one stream after `from`, up to and including `to`, the present time. */
export type StreamSource = (from: number, to: number) => Record<string, unknown>[]

/** A stream for one follower, from now on. */
export function streamSource({ kind, market }: MarketStream, context: RestContext): StreamSource {
  switch (kind) {
    case 'depth':
    case 'depth@100ms': {
      const changes = depthEvents(market, context)
      return (_from, to) => changes(to)
    }
    case 'ticker':
      return (_from, to) => [tickerEvent(market, context, to)]
    case 'miniTicker':
      return (_from, to) => [miniTickerEvent(market, to)]
    case 'bookTicker':
      return (_from, to) => [bookTickerEvent(market, context, to)]
    case 'kline_1m':
    case 'trade':
    case 'aggTrade':
      return (from, to) => streamEvents({ kind, market }, from, to, context.candleView)
  }
}
