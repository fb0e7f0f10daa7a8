import { z } from 'zod'
import type { StreamDisturbance } from '../streams/event-socket.js'
import { createEpisodes } from './episodes.js'
import { settingSchemas } from './scenario-settings.js'
import { defineScenario, type Scenario } from './scenario.js'

/** Defines a scenario that disturbs some events of the streams in one way. */
export function defineStreamScenario(kind: {
  readonly id: string
  readonly summary: string
  readonly disturbance: StreamDisturbance
  /** What happens to the event, for the log. */
  readonly text: string
  /** The average number of events between two disturbances. */
  readonly every: number
}): Scenario {
  return defineScenario({
    id: kind.id,
    summary: kind.summary,
    settings: z.strictObject({ every: settingSchemas.every(kind.every) }),
    open: ({ every }, { rng, log }) => {
      const episode = createEpisodes({ every, requests: 1, lasts: Infinity }, rng)
      return {
        disturbStream: ({ stream, time }) => {
          if (!episode(time)) return undefined
          log(time, `an event of ${stream}: ${kind.text}`)
          return kind.disturbance
        },
      }
    },
  })
}

/** Defines a scenario that refuses requests with a status and Retry-After. */
export function defineRetryAfterScenario(kind: {
  readonly id: string
  readonly summary: string
  readonly status: number
  readonly defaults: { readonly every: number; readonly requests: number }
  /** Returns the message of the refusal; `until` is the exchange's time at which it ends. */
  readonly message: (until: number) => string
}): Scenario {
  return defineScenario({
    id: kind.id,
    summary: kind.summary,
    settings: z.strictObject({
      every: settingSchemas.every(kind.defaults.every),
      requests: settingSchemas.requests(kind.defaults.requests),
      /**
       * The largest Retry-After in seconds; after so many seconds of the exchange's time the episode ends in any case.
       */
      seconds: z.number().int().min(1).default(2),
    }),
    open: ({ every, requests, seconds }, { rng, log }) => {
      const episode = createEpisodes({ every, requests, lasts: seconds * 1000 }, rng)
      return {
        disturb: ({ method, path, time }) => {
          if (!episode(time)) return undefined
          const wait = 1 + rng.below(seconds)
          log(time, `${method} ${path}: ${kind.status}, Retry-After ${wait}`)
          const body = { code: -1003, msg: kind.message(time + wait * 1000) }
          return { kind: 'answer', status: kind.status, body, headers: { 'retry-after': String(wait) } }
        },
      }
    },
  })
}
