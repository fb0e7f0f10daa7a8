import { hasBlacklistLimits } from '../../ohlcv/blacklist.js'
import { blacklistLimits } from '../../workspace/data/blacklist-checker.js'
import type { DataList } from '../../workspace/data/list/result.js'
import { createTimeFormat } from '../../workspace/time-format.js'
import { useCases } from '../../workspace/use-cases.js'
import { baseText } from '../data/base-text.js'
import { dataText } from '../data/data-text.js'
import { requestCommand, type CommandCall } from '../request-command.js'

export default requestCommand({
  useCase: useCases['data.list'],
  configure: (command) =>
    void command.argument('[bases...]', 'bases to be shown in full, with a calendar of their gaps'),
  prepare: async (request, call) => {
    const all = [...textsIn(request['bases']), ...namedBases(call)]
    return all.length > 0 ? { ...request, bases: all } : request
  },
  text: listText,
  next: ({ markets }) => (markets.length > 0 ? 'features F2cond20 --target T10up5low30min' : undefined),
})

function listText(data: DataList, call: CommandCall): string {
  const { config, dataFolder } = call.context.workspace
  if (data.markets.length === 0)
    return `no candles in ${dataFolder} yet; import some with\n  followupward import FILE…\n`
  const time = createTimeFormat(config.timeZone)
  const named = namedBases(call)
  const full = data.markets.filter(({ base }) => named.includes(base)).map((market) => baseText(market, time))
  return dataText(data, time, hasBlacklistLimits(blacklistLimits(config)), named) + full.join('')
}

/** Bases that stand behind the command without an option. */
function namedBases({ args }: CommandCall): string[] {
  return args.flatMap(textsIn).map((name) => name.toLowerCase())
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
