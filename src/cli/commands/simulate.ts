import { marketPath } from '../../core/market.js'
import { SIMULATED_EXCHANGE } from '../../ohlcv/simulate-candles.js'
import type { SimulatedData } from '../../workspace/data/simulate/result.js'
import { createTimeFormat } from '../../workspace/time-format.js'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand, type CommandCall } from '../request-command.js'

const HELP = `
The candles are kept under the exchange "simulated", so that none is ever taken for a real one; a workspace works on them
where its exchange is "simulated". The same seed and start give the same candles.`

export default requestCommand({
  useCase: useCases['data.simulate'],
  configure: (command) => void command.addHelpText('after', HELP),
  text: simulateText,
  next: () => 'data',
})

function simulateText({ bases }: SimulatedData, { context }: CommandCall): string {
  const { config } = context.workspace
  const time = createTimeFormat(config.timeZone)
  const lines = bases.map(({ name, market, range, added, changed, unchanged }) => {
    const counts = [
      `${added} candles new`,
      ...(changed > 0 ? [`${changed} changed`] : []),
      `${unchanged} there already`,
    ]
    return `${name} (${marketPath(market)}): ${time.minute(range.from)} to ${time.minute(range.to)}, ${counts.join(', ')}`
  })
  const isUsed = config.exchange.id === SIMULATED_EXCHANGE
  const hint = `to work on them, write into followupward.yaml\n  exchange: { id: ${SIMULATED_EXCHANGE} }`
  return `${[...lines, ...(isUsed ? [] : [hint])].join('\n')}\n`
}
