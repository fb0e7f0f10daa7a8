import { useCases } from '../../workspace/use-cases.js'
import { demoText } from '../demo/demo-text.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({
  useCase: useCases.demo,
  makesWorkspace: true,
  text: demoText,
  next: ({ folder }) => `dashboard --workspace ${folder}`,
})
