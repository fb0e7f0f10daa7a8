import { z } from 'zod'
import { episodes } from '../episodes.js'
import { defineScenario } from '../scenario.js'
import { setting } from '../settings.js'

export default defineScenario({
  id: 'reordered-events',
  summary: 'stream events that come after the one that follows them',
  settings: z.strictObject({
    /** On average so many events lie between two. */
    every: setting.every(30),
  }),
  open: ({ every }, { rng, log }) => {
    const episode = episodes({ every, requests: 1, lasts: Infinity }, rng)
    return {
      disturbStream: ({ stream, time }) => {
        if (!episode(time)) return undefined
        log(time, `an event of ${stream}: comes after the next`)
        return 'hold'
      },
    }
  },
})
