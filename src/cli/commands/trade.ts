import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'
import { credentialsIn } from '../../workspace/trade/credentials.js'
import { confirmLive } from '../trade/confirm-live.js'
import { tradeText } from '../trade/trade-text.js'

export default requestCommand({
  useCase: useCases.trade,
  configure: (command) =>
    void command.option('--yes', 'with --mode live: do not ask').addHelpText(
      'after',
      `
By default stored candles are replayed by a simulated exchange in this process. The modes testnet and live need
FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET. Ctrl-C cancels open orders and ends.`,
    ),
  hooks: ({ io, front }) => ({
    credentials: (where) => credentialsIn(io.env, where),
    confirm: (terms) => confirmLive(io, front['yes'] === true, terms),
    source: 'command line',
  }),
  text: tradeText,
  next: () => 'dashboard',
})
