import { defineStreamScenario } from '../scenario-templates.js'

export default defineStreamScenario({
  id: 'reordered-events',
  summary: 'stream events that come after the one that follows them',
  disturbance: 'hold',
  text: 'comes after the next',
  every: 30,
})
