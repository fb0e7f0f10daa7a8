import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import type { CommandModule } from '../command.js'
import { importFiles } from '../import/import-files.js'
import { importText } from '../import/import-text.js'
import type { Io } from '../io.js'
import { progressBars } from '../progress-bars.js'
import { openWorkspace } from '../workspace.js'

const optionsSchema = z.object({
  workspace: z.string().optional(),
  exchange: z
    .string()
    .regex(/^[a-z0-9]+$/, 'expected an exchange such as binance')
    .optional(),
  market: z
    .string()
    .regex(/^[a-z]+$/, 'expected a market type such as spot or usdm')
    .optional(),
  base: z
    .string()
    .regex(/^[A-Za-z0-9]{1,20}$/, 'expected a short name such as fil')
    .toLowerCase()
    .optional(),
  symbol: z
    .string()
    .regex(/^[A-Z0-9]+\/[A-Z0-9]+(:[A-Z0-9-]+)?$/, 'expected a pair such as FIL/USDT')
    .optional(),
  conflict: z.enum(['refuse', 'stored', 'new']).default('refuse'),
  json: z.boolean().default(false),
})

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('<file...>', 'Binance archive (.zip or .csv), or .csv and .csv.gz with a header')
      .option('--market <type>', "market type, spot or usdm (default: the file name's or the workspace's)")
      .option('--exchange <id>', "exchange (default: the file name's or the workspace's)")
      .option('--base <name>', 'short name of the base, where the file name does not say it')
      .option('--symbol <pair>', 'unified pair such as FIL/USDT, instead of --base')
      .option('--conflict <rule>', 'candles that differ from what is stored: refuse, stored or new wins', 'refuse')
      .option('--json', 'print the result as JSON')
      .action(async (files: string[], raw: unknown) => {
        const options = parseOptions(raw)
        const workspace = await openWorkspace(io, options.workspace)
        const { config, dataFolder } = workspace
        const report = await importFiles({
          config,
          dataFolder,
          files: files.map((file) => resolve(io.cwd, file)),
          override: options,
          conflict: options.conflict,
          progress: progressBars(io),
          signal: io.signal,
        })
        io.out(options.json ? `${JSON.stringify({ imported: report }, undefined, 2)}\n` : importText(report, config))
      })
  },
}
export default module

function parseOptions(raw: unknown): z.output<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`)
}
