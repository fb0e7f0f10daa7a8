import { defineStreamScenario } from '../scenario-templates.js'

export default defineStreamScenario({
  id: 'dropped-sockets',
  summary: 'WebSocket connections that break',
  disturbance: 'cut',
  text: 'its connection is cut',
  every: 200,
})
