import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { openCandleStore } from '../../store/candle-store.js'
import type { CommandModule } from '../command.js'
import { dataJson } from '../data/data-json.js'
import { dataText } from '../data/data-text.js'
import { listData } from '../data/list-data.js'
import type { Io } from '../io.js'
import { namesOf } from '../options.js'
import { openWorkspace } from '../workspace.js'

const optionsSchema = z.object({
  workspace: z.string().optional(),
  base: z.string().optional(),
  json: z.boolean().default(false),
})

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--base <names>', 'only these bases, for example fil,near')
      .option('--json', 'print the result as JSON')
      .action(async (raw: unknown) => {
        const { workspace: folder, base, json } = optionsSchema.parse(raw)
        const { config, dataFolder } = await openWorkspace(io, folder)
        const listed = await listData(openCandleStore(dataFolder), config, namesOf(base))
        if (json) io.out(`${JSON.stringify(dataJson(listed), undefined, 2)}\n`)
        else if (listed.length > 0) io.out(dataText(listed))
        else io.out(`no candles in ${dataFolder} yet; import some with\n  followupward import FILE…\n`)
        const faulty = listed.filter(({ fault }) => fault)
        if (faulty.length > 0) {
          throw new UserError(`the candles of ${faulty.map(({ base }) => base).join(', ')} are not all readable`)
        }
      })
  },
}
export default module
