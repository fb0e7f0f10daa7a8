import { defineRetryAfterScenario } from '../scenario-templates.js'

export default defineRetryAfterScenario({
  id: 'rate-limit',
  summary: '429 with Retry-After: too many requests',
  status: 429,
  defaults: { every: 40, requests: 3 },
  message: () => 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
})
