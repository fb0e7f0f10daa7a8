import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { chooseBases } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CommandModule } from '../command.js'
import { dropFilledMinutes } from '../../workspace/data/export/source-candles.js'
import { candleFormatOf, writeCandles } from '../../workspace/data/export/write-candles.js'
import type { Io } from '../io.js'
import { askedRange, namesOf, parseOptions } from '../options.js'
import { openWorkspace } from '../../workspace/workspace.js'
import { withWriteErrors } from '../../workspace/write-errors.js'

const HELP = `
Minutes that no source has are left out, so that what is imported from the file has the same gaps. Times are UTC, epoch
milliseconds; --to is not included.`

const optionsSchema = z.object({
  workspace: z.string().optional(),
  base: z.string().optional(),
  out: z.string().min(1),
  from: z.string().optional(),
  to: z.string().optional(),
  json: z.boolean().default(false),
})
type ExportOptions = z.output<typeof optionsSchema>

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--base <name>', 'base whose candles are written; may be left out where there is only one')
      .requiredOption('--out <file>', '.csv, .csv.gz, .arrow, .feather or .parquet')
      .option('--from <time>', 'first candle, ISO time in UTC')
      .option('--to <time>', 'end of the candles, ISO time in UTC')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', HELP)
      .action((raw: unknown) => exportCandles(io, parseOptions(optionsSchema, raw)))
  },
}
export default module

async function exportCandles(io: Io, options: ExportOptions): Promise<void> {
  candleFormatOf(options.out)
  const { config, dataFolder } = await openWorkspace(io, options.workspace)
  const store = openCandleStore(dataFolder)
  const bases = chooseBases(config, await store.markets(), namesOf(options.base))
  const [base, ...others] = bases
  if (!base) throw new UserError('no candles are stored; import some with: followupward import FILE')
  if (others.length > 0) {
    throw new UserError(
      `--out takes one base, there are ${bases.map(({ name }) => name).join(', ')}: choose with --base`,
    )
  }
  const stored = await store.range(base.market)
  const candles = dropFilledMinutes(await store.read(base.market, stored && rangeIn(stored, options)))
  const out = resolve(io.cwd, options.out)
  await withWriteErrors('--out', out, () => writeCandles(out, candles, { market: marketPath(base.market) }, io.signal))
  const columns = candles.columns.map(([name]) => name)
  if (options.json) io.out(`${JSON.stringify({ out, ...base, candles: candles.rows, columns }, undefined, 2)}\n`)
  else io.out(`${marketPath(base.market)}: ${candles.rows} candles → ${options.out}\n`)
}

/** What is asked for; one that begins after the last candle stays a range, so that the store says what there is. */
function rangeIn(stored: TimeRange, options: ExportOptions): TimeRange {
  const { from = stored.from, to = Math.max(stored.to, from + MINUTE) } = askedRange(options)
  return { from, to }
}
