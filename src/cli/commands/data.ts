import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { hasLimits } from '../../ohlcv/black-list.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import type { CommandModule } from '../command.js'
import { baseText } from '../data/base-text.js'
import { blackListLimits } from '../../workspace/data/black-list-limits.js'
import { dataJson } from '../data/data-json.js'
import { dataText } from '../data/data-text.js'
import { listData } from '../../workspace/data/list-data.js'
import type { Io } from '../io.js'
import { namesOf, parseOptions, timeOption } from '../options.js'
import { shownTime } from '../../workspace/shown-time.js'
import { openWorkspace } from '../../workspace/workspace.js'

const optionsSchema = z.object({
  workspace: z.string().optional(),
  base: z.string().optional(),
  asOf: z
    .string()
    .optional()
    .transform((text) => (text === undefined ? undefined : timeOption(text, '--as-of'))),
  json: z.boolean().default(false),
})

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('[bases...]', 'bases to be shown in full, with a calendar of their gaps')
      .option('--base <names>', 'list only these bases, for example fil,near')
      .option(
        '--as-of <time>',
        'the moment that the black list is judged at, ISO time in UTC (default: the last candle)',
      )
      .option('--json', 'print the result as JSON')
      .action((named: string[], raw: unknown) => showData(io, named.flatMap(namesOf), parseOptions(optionsSchema, raw)))
  },
}
export default module

async function showData(io: Io, named: readonly string[], options: z.output<typeof optionsSchema>): Promise<void> {
  const { config, dataFolder } = await openWorkspace(io, options.workspace)
  const asked = [...named, ...namesOf(options.base)]
  const data = await listData(openCandleStore(dataFolder), config, asked, options.asOf)
  if (options.json) io.out(`${JSON.stringify(dataJson(data), undefined, 2)}\n`)
  else if (data.markets.length === 0) {
    io.out(`no candles in ${dataFolder} yet; import some with\n  followupward import FILE…\n`)
  } else {
    const time = shownTime(config.timeZone)
    io.out(dataText(data, time, hasLimits(blackListLimits(config)), named))
    for (const market of data.markets.filter(({ base }) => named.includes(base))) io.out(baseText(market, time))
  }
  const faulty = data.markets.filter(({ fault }) => fault)
  if (faulty.length > 0) {
    throw new UserError(`the candles of ${faulty.map(({ base }) => base).join(', ')} are not all readable`)
  }
}
