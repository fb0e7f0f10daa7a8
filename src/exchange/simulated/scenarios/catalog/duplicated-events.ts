import { defineStreamScenario } from '../scenario-templates.js'

export default defineStreamScenario({
  id: 'duplicated-events',
  summary: 'stream events that come twice',
  disturbance: 'duplicate',
  text: 'comes twice',
  every: 30,
})
