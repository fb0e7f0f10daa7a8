import { defineRetryAfterScenario } from '../scenario-templates.js'

export default defineRetryAfterScenario({
  id: 'ban',
  summary: '418 with Retry-After: shut out for going on after 429',
  status: 418,
  defaults: { every: 150, requests: 1 },
  message: (until) =>
    `Way too many requests; IP banned until ${until}. Please use the websocket for live updates to avoid bans.`,
})
