import { z } from 'zod'
import type { Disturbance } from '../../rest/disturbance.js'
import { createEpisodes } from '../episodes.js'
import { settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

const UNKNOWN = 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.'
const ANSWERS: readonly (Disturbance & { readonly kind: 'answer' })[] = [
  { kind: 'answer', status: 500, body: { code: -1001, msg: 'Internal error; unable to process your request.' } },
  { kind: 'answer', status: 502, body: '<html><body>Bad Gateway</body></html>' },
  { kind: 'answer', status: 503, body: { code: -1008, msg: 'Server is currently overloaded with other requests.' } },
  { kind: 'answer', status: 504, body: { code: -1007, msg: UNKNOWN } },
  { kind: 'answer', status: 504, body: { code: -1007, msg: UNKNOWN }, carriedOut: true },
]

export default defineScenario({
  id: 'server-errors',
  summary: '500, 502, 503 and 504; behind a 504 the request may have been carried out',
  settings: z.strictObject({ every: settingSchemas.every(30), requests: settingSchemas.requests(2) }),
  open: (settings, { rng, log }) => {
    const episode = createEpisodes({ ...settings, lasts: Infinity }, rng)
    return {
      disturb: ({ method, path, time }) => {
        if (!episode(time)) return undefined
        const answer = ANSWERS[rng.below(ANSWERS.length)]
        const how = answer?.carriedOut === true ? ', carried out' : ''
        log(time, `${method} ${path}: ${answer?.status}${how}`)
        return answer
      },
    }
  },
})
