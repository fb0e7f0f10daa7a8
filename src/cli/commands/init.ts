import { CONFIG_FILE } from '../../workspace/context.js'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({
  useCase: useCases.init,
  makesWorkspace: true,
  text: ({ folder }) => `A new workspace is in ${folder}: edit ${CONFIG_FILE}, then import candles with
  followupward import FILE…
A feature set and a target of your own are begun in features/ and targets/; every command knows them:
  followupward check ExampleReturns ExampleHigher
A metric of your own that training can keep its best epoch by is begun in metrics/.
`,
})
