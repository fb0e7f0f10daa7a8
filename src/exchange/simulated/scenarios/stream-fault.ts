import { z } from 'zod'
import type { StreamFault } from '../streams/event-socket.js'
import { episodes } from './episodes.js'
import { defineScenario, type Scenario } from './scenario.js'
import { setting } from './settings.js'

/** A scenario that does one thing to some events of the streams. */
export function streamFaultScenario(kind: {
  readonly id: string
  readonly summary: string
  readonly fault: StreamFault
  /** What becomes of the event, for the log. */
  readonly text: string
  /** On average so many events lie between two. */
  readonly every: number
}): Scenario {
  return defineScenario({
    id: kind.id,
    summary: kind.summary,
    settings: z.strictObject({ every: setting.every(kind.every) }),
    open: ({ every }, { rng, log }) => {
      const episode = episodes({ every, requests: 1, lasts: Infinity }, rng)
      return {
        disturbStream: ({ stream, time }) => {
          if (!episode(time)) return undefined
          log(time, `an event of ${stream}: ${kind.text}`)
          return kind.fault
        },
      }
    },
  })
}
