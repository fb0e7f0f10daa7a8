export interface HubEvent {
  readonly topic: string
  /** The event's data, as JSON text: made once for all listeners. */
  readonly data: string
}

export type HubListener = (event: HubEvent) => void

/** Hands events to whoever listens to their topic, the last one of each topic also to those who come later. */
export interface EventHub {
  /** `data` must be what JSON can hold. */
  publish(topic: string, data: object | string | number | boolean | null): void
  /** Drops the last event of a topic that is over. */
  forget(topic: string): void
  /** Replays the last event of each topic at once; listens until the returned function is called. */
  subscribe(topics: readonly string[], listener: HubListener): () => void
}

export function createEventHub(): EventHub {
  const last = new Map<string, HubEvent>()
  const listeners = new Map<string, Set<HubListener>>()
  return {
    publish(topic, data) {
      const event = { topic, data: JSON.stringify(data) }
      last.set(topic, event)
      for (const listener of listeners.get(topic) ?? []) listener(event)
    },
    forget: (topic) => void last.delete(topic),
    subscribe(topics, listener) {
      for (const topic of topics) {
        const followers = listeners.get(topic) ?? new Set()
        listeners.set(topic, followers.add(listener))
        const event = last.get(topic)
        if (event) listener(event)
      }
      return () => {
        for (const topic of topics) {
          const followers = listeners.get(topic)
          followers?.delete(listener)
          if (followers?.size === 0) listeners.delete(topic)
        }
      }
    },
  }
}
