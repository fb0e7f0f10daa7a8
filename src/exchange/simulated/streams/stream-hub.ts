import type { ServerClock } from '../clock/server-clock.js'
import type { OrderEvent } from '../engine/fill-rules.js'
import type { RestContext } from '../rest/rest-route.js'
import { createDepthEvents } from './depth-events.js'
import { type MarketStream, historyEvents } from './market-stream.js'
import { formatBookTickerEvent, formatMiniTickerEvent, formatTickerEvent } from './ticker-events.js'
import { formatUserEvents } from './user-events.js'

type Listener = (time: number, event: Record<string, unknown>) => void

/** The hub sends the events of streams to their listeners as time advances. */
export interface StreamHub {
  /** Calls `listener` with the events of a stream from now on, until the returned function is called. */
  follow(stream: MarketStream, listener: Listener): () => void
  /** Calls `listener` with the account's orders and balances from now on, until the returned function is called. */
  followUser(listener: Listener): () => void
  /** Takes an event of the engine. */
  report(event: OrderEvent): void
}

interface Follower {
  readonly source: StreamSource
  readonly listener: Listener
  since: number
}

/** Opens a hub. `context` is called only once time advances, because the engine in it reports to this hub. */
export function openStreamHub(clock: ServerClock, context: () => RestContext): StreamHub {
  const followers = new Set<Follower>()
  const users = new Set<Listener>()
  let stop: (() => void) | undefined
  const pump = (): void => {
    const now = clock.now()
    context().engine.advance(now)
    for (const follower of followers) {
      const { since } = follower
      follower.since = now
      for (const event of follower.source(since, now)) follower.listener(Number(event['E'] ?? now), event)
    }
  }
  // // Time is watched only while someone listens.
  const added = <T>(set: Set<T>, entry: T): (() => void) => {
    set.add(entry)
    stop ??= clock.watch(pump)
    return () => {
      set.delete(entry)
      if (followers.size + users.size > 0) return
      stop?.()
      stop = undefined
    }
  }
  return {
    follow: (stream, listener) => {
      context().engine.advance(clock.now())
      return added(followers, { source: openStreamSource(stream, context()), listener, since: clock.now() })
    },
    followUser: (listener) => added(users, listener),
    report: (event) => {
      if (users.size === 0) return
      for (const message of formatUserEvents(event, context().account)) {
        for (const listener of users) listener(event.time, message)
      }
    },
  }
}

/** Returns the events of one stream after `from`, up to and including `to`, the current time. */
type StreamSource = (from: number, to: number) => Record<string, unknown>[]

/** Opens a stream for one listener, from now on. */
function openStreamSource({ kind, market }: MarketStream, context: RestContext): StreamSource {
  switch (kind) {
    case 'depth':
    case 'depth@100ms': {
      const changes = createDepthEvents(market, context)
      return (_from, to) => changes(to)
    }
    case 'ticker':
      return (_from, to) => [formatTickerEvent(market, context, to)]
    case 'miniTicker':
      return (_from, to) => [formatMiniTickerEvent(market, to)]
    case 'bookTicker':
      return (_from, to) => [formatBookTickerEvent(market, context, to)]
    case 'kline_1m':
    case 'trade':
    case 'aggTrade':
      return (from, to) => historyEvents({ kind, market }, from, to, context.distortionOf)
  }
}
