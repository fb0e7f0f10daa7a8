import type { OrderEvent } from './fill-rules.js'
import { streamEvents, type StreamKind } from './market-stream.js'
import type { RestContext } from './rest-route.js'
import type { SimulatedClock } from './simulated-clock.js'
import type { SimulatedMarket } from './simulated-market.js'
import { userEvents } from './user-events.js'

type Listener = (time: number, event: Record<string, unknown>) => void

export interface MarketStream {
  readonly kind: StreamKind
  readonly market: SimulatedMarket
}

/** Passes on what happens as time goes on. */
export interface StreamHub {
  /** Tells of a stream's events from now on, until the returned function is called. */
  follow(stream: MarketStream, listener: Listener): () => void
  /** Tells of the account's orders and balances from now on, until the returned function is called. */
  followUser(listener: Listener): () => void
  /** Takes an event of the engine. */
  report(event: OrderEvent): void
}

interface Follower {
  readonly stream: MarketStream
  readonly listener: Listener
  since: number
}

/** `context` is asked for only once time goes on: the engine in it reports to this hub. */
export function openHub(clock: SimulatedClock, context: () => RestContext): StreamHub {
  const followers = new Set<Follower>()
  const users = new Set<Listener>()
  let stop: (() => void) | undefined
  const pump = (): void => {
    const now = clock.now()
    context().engine.advance(now)
    for (const follower of followers) {
      const { since } = follower
      follower.since = now
      const events = streamEvents(follower.stream, since, now, context().candleView)
      for (const event of events) follower.listener(Number(event['E']), event)
    }
  }
  // Time is watched only while someone listens.
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
    follow: (stream, listener) => added(followers, { stream, listener, since: clock.now() }),
    followUser: (listener) => added(users, listener),
    report: (event) => {
      if (users.size === 0) return
      for (const message of userEvents(event, context().account)) {
        for (const listener of users) listener(event.time, message)
      }
    },
  }
}
