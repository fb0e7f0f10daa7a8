import { z } from 'zod'
import { episodes } from '../episodes.js'
import { defineScenario } from '../scenario.js'
import { setting } from '../settings.js'

export default defineScenario({
  id: 'ban',
  summary: '418 with Retry-After: shut out for going on after 429',
  settings: z.strictObject({
    every: setting.every(150),
    requests: setting.requests(1),
    /** Retry-After is at most so many seconds; after those of the exchange's time it is over in any case. */
    seconds: z.number().int().min(1).default(2),
  }),
  open: ({ every, requests, seconds }, { rng, log }) => {
    const episode = episodes({ every, requests, lasts: seconds * 1000 }, rng)
    return {
      disturb: ({ method, path, time }) => {
        if (!episode(time)) return undefined
        const wait = 1 + rng.below(seconds)
        log(time, `${method} ${path}: 418, Retry-After ${wait}`)
        return {
          kind: 'answer',
          status: 418,
          body: {
            code: -1003,
            msg: `Way too many requests; IP banned until ${time + wait * 1000}. Please use the websocket for live updates to avoid bans.`,
          },
          headers: { 'retry-after': String(wait) },
        }
      },
    }
  },
})
