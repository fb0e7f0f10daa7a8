import { z } from 'zod'
import { episodes } from '../episodes.js'
import { defineScenario } from '../scenario.js'
import { setting } from '../settings.js'

export default defineScenario({
  id: 'dropped-sockets',
  summary: 'WebSocket connections that break',
  settings: z.strictObject({
    /** On average so many events lie between two. */
    every: setting.every(200),
  }),
  open: ({ every }, { rng, log }) => {
    const episode = episodes({ every, requests: 1, lasts: Infinity }, rng)
    return {
      disturbStream: ({ stream, time }) => {
        if (!episode(time)) return undefined
        log(time, `an event of ${stream}: its connection is cut`)
        return 'cut'
      },
    }
  },
})
