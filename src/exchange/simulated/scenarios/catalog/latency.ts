import { z } from 'zod'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'latency',
  summary: 'answers come late',
  settings: z.strictObject({
    /** The share of the requests that are slow. */
    share: settingSchemas.share(0.5),
    /** The longest delay in milliseconds of the machine. */
    max: settingSchemas.span(500),
  }),
  open: ({ share, max }, { rng, log }) => ({
    disturb: ({ method, path, time }) => {
      const slow = rng.float() < share
      const milliseconds = Math.ceil(rng.float() * max)
      if (!slow || milliseconds === 0) return undefined
      log(time, `${method} ${path}: ${milliseconds} ms late`)
      return { kind: 'delay', milliseconds }
    },
  }),
})
