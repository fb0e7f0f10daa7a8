import { marketPath } from '../../core/market.js'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'

const HELP = `
Minutes that no source has are left out, so that what is imported from the file has the same gaps. Times are UTC, epoch
milliseconds; --to is not included.`

export default requestCommand({
  useCase: useCases['data.export'],
  configure: (command) => void command.addHelpText('after', HELP),
  next: ({ base }) => `data ${base.name}`,
  text: ({ base, candles }, { front }) => `${marketPath(base.market)}: ${candles} candles → ${String(front['out'])}\n`,
})
