import { once } from 'node:events'
import { resolve } from 'node:path'
import { SCENARIO_FILE, listScenarios } from '../../workspace/exchange/scenarios.js'
import { useCases } from '../../workspace/use-cases.js'
import { balancesIn, exchangeText, scenariosText } from '../exchange/exchange-text.js'
import { requestCommand, type CommandCall } from '../request-command.js'

/** Serves until Ctrl-C, which is this command's usual end. */
export default requestCommand({
  useCase: useCases['exchange.serve'],
  configure: (command) => void command.option('--scenarios', 'list the scenarios with their settings, and end'),
  instead: printScenarios,
  prepare: async ({ balances, scenarios, ...request }, { io, context }) => ({
    ...request,
    ...(balances !== undefined && { balances: balancesIn(balances, context.workspace.config.quote) }),
    ...(Array.isArray(scenarios) && { scenarios: scenarios.map((one: unknown) => scenarioIn(String(one), io.cwd)) }),
  }),
  text: exchangeText,
  after: async (exchange, { io }) => {
    if (!io.signal.aborted) await once(io.signal, 'abort')
    await exchange.close()
    io.err('the simulated exchange is closed\n')
  },
})

async function printScenarios({ io, front, isJson }: CommandCall): Promise<boolean> {
  if (front['scenarios'] !== true) return false
  const list = await listScenarios({})
  io.out(isJson ? `${JSON.stringify(list)}\n` : scenariosText(list))
  return true
}

/** The name of a scenario, or the path of a file by the folder that the command is typed in. */
function scenarioIn(text: string, folder: string): string {
  return SCENARIO_FILE.test(text) ? resolve(folder, text) : text
}
