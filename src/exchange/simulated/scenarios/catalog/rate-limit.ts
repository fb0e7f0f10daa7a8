import { z } from 'zod'
import { episodes } from '../episodes.js'
import { defineScenario } from '../scenario.js'
import { setting } from '../settings.js'

export default defineScenario({
  id: 'rate-limit',
  summary: '429 with Retry-After: too many requests',
  settings: z.strictObject({
    every: setting.every(40),
    requests: setting.requests(3),
    /** Retry-After is at most so many seconds; after those of the exchange's time it is over in any case. */
    seconds: z.number().int().min(1).default(2),
  }),
  open: ({ every, requests, seconds }, { rng, log }) => {
    const episode = episodes({ every, requests, lasts: seconds * 1000 }, rng)
    return {
      disturb: ({ method, path, time }) => {
        if (!episode(time)) return undefined
        const wait = 1 + rng.below(seconds)
        log(time, `${method} ${path}: 429, Retry-After ${wait}`)
        return {
          kind: 'answer',
          status: 429,
          body: {
            code: -1003,
            msg: 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
          },
          headers: { 'retry-after': String(wait) },
        }
      },
    }
  },
})
