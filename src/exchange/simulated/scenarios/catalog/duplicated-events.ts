import { streamFaultScenario } from '../scenario-templates.js'

export default streamFaultScenario({
  id: 'duplicated-events',
  summary: 'stream events that come twice',
  fault: 'duplicate',
  text: 'comes twice',
  every: 30,
})
