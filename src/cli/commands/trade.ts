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
a key: live FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET, testnet FOLLOWUPWARD_TESTNET_API_KEY and
FOLLOWUPWARD_TESTNET_SECRET. Ctrl-C cancels open orders and ends.`,
    ),
  hooks: ({ io, front }) => ({
    credentials: (need) => credentialsIn(io.env, need),
    confirm: (terms) => confirmLive(io, front['yes'] === true, terms),
    source: 'command line',
  }),
  text: tradeText,
  next: () => 'dashboard',
})
