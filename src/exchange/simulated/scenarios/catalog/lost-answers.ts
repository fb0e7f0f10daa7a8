import { z } from 'zod'
import { createEpisodes } from '../episodes.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

const CHANGING: readonly string[] = ['POST', 'DELETE']

export default defineScenario({
  id: 'lost-answers',
  summary: 'an order is taken or cancelled, and the answer never comes',
  settings: z.strictObject({ every: settingSchemas.every(4) }),
  open: ({ every }, { rng, log }) => {
    const episode = createEpisodes({ every, requests: 1, lasts: Infinity }, rng)
    return {
      disturb: ({ method, path, time }) => {
        if (!CHANGING.includes(method) || !episode(time)) return undefined
        log(time, `${method} ${path}: carried out, the answer is lost`)
        return { kind: 'lose-answer' }
      },
    }
  },
})
