import { z } from 'zod'
import { createEpisodes } from '../episodes.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'outage',
  summary: 'nothing is answered for a while: connections are refused, or 503',
  settings: z.strictObject({
    every: settingSchemas.every(40),
    requests: settingSchemas.requests(4),
    /** Milliseconds of the exchange's time that an outage lasts. */
    lasts: settingSchemas.span(60_000),
  }),
  open: (settings, { rng, log }) => {
    const episode = createEpisodes(settings, rng)
    let refused = true
    return {
      disturb: ({ method, path, time }) => {
        const request = episode(time)
        if (!request) return undefined
        if (request.number === 1) refused = rng.below(2) === 0
        const how = refused ? 'connection refused' : '503'
        log(time, `${method} ${path}: ${how}, request ${request.number} of ${request.of}`)
        return refused
          ? { kind: 'refuse' }
          : { kind: 'answer', status: 503, body: '<html><body>Service Unavailable</body></html>' }
      },
    }
  },
})
