import { z } from 'zod'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'latency',
  summary: 'answers come late',
  settings: z.strictObject({
    /** Share of the requests that are slow. */
    share: settingSchemas.share(0.5),
    /** At most so many of the machine's milliseconds. */
    most: settingSchemas.span(500),
  }),
  open: ({ share, most }, { rng, log }) => ({
    disturb: ({ method, path, time }) => {
      const slow = rng.float() < share
      const milliseconds = Math.ceil(rng.float() * most)
      if (!slow || milliseconds === 0) return undefined
      log(time, `${method} ${path}: ${milliseconds} ms late`)
      return { kind: 'delay', milliseconds }
    },
  }),
})
