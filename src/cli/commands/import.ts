import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { CandleConflictError } from '../../store/candles/candle-store.js'
import { importFiles } from '../../workspace/data/import/import-files.js'
import { shownTime } from '../../workspace/shown-time.js'
import { openWorkspace } from '../../workspace/workspace.js'
import type { CommandModule } from '../command.js'
import { columnMapping } from '../import/column-mapping.js'
import { conflictText } from '../import/conflict-text.js'
import { importText } from '../import/import-text.js'
import type { Io } from '../io.js'
import { parseOptions } from '../options.js'
import { progressBars } from '../progress-bars.js'

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
  columns: z.string().optional(),
  timeFormat: z.string().optional(),
  json: z.boolean().default(false),
})

const HELP = `
Recognised: the Binance archive, csv with or without a header, Parquet, feather and Arrow files, freqtrade's json and
feather (BTC_USDT-1m.feather), HDF5 caches of pandas (fil_OHLCV_df.h5). Times are UTC. The file's name says which market
it is, where it follows one of these; else --base or --symbol does. All files are checked before the first candle is
stored.`

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument(
        '<file...>',
        '.zip of the Binance archive, .csv, .json (also with .gz), .parquet, .feather, .arrow, .h5',
      )
      .option('--market <type>', "market type, spot or usdm (default: the file name's or the workspace's)")
      .option('--exchange <id>', "exchange (default: the file name's or the workspace's)")
      .option('--base <name>', 'short name of the base, where the file name does not say it')
      .option('--symbol <pair>', 'unified pair such as FIL/USDT, instead of --base')
      .option('--conflict <rule>', 'candles that differ from what is stored: refuse, stored or new wins', 'refuse')
      .option('--columns <names>', "the files' own names of columns: time=date,open=o,…; others are recognised")
      .option(
        '--time-format <format>',
        's, ms, us, ns, iso, or a pattern such as "%d.%m.%Y %H:%M" (default: recognised)',
      )
      .option('--json', 'print the result as JSON')
      .addHelpText('after', HELP)
      .action((files: string[], raw: unknown) => importAll(io, files, parseOptions(optionsSchema, raw)))
  },
}
export default module

async function importAll(io: Io, files: readonly string[], options: z.output<typeof optionsSchema>): Promise<void> {
  const { config, dataFolder } = await openWorkspace(io, options.workspace)
  try {
    const report = await importFiles({
      config,
      dataFolder,
      files: files.map((file) => resolve(io.cwd, file)),
      override: options,
      layout: { columns: columnMapping(options.columns), timeFormat: options.timeFormat },
      conflict: options.conflict,
      progress: progressBars(io),
      signal: io.signal,
    })
    io.out(options.json ? `${JSON.stringify({ imported: report }, undefined, 2)}\n` : importText(report, config))
  } catch (error) {
    if (error instanceof CandleConflictError) io.err(conflictText(error, shownTime(config.timeZone)))
    throw error
  }
}
