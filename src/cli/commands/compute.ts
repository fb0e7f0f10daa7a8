import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { chooseBases } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CommandModule } from '../command.js'
import { countRowsNearOutages, readFilledMarks, outageNote } from '../../workspace/compute/rows-near-outages.js'
import { getDefinition, type FrameDefinition } from '../../workspace/compute/find-definition.js'
import { computeFromCandles, computeFromStore } from '../../workspace/compute/compute-frame.js'
import type { ComputedTable } from '../../workspace/compute/computed-table.js'
import { openDerived } from '../../workspace/compute/compute-pool.js'
import { summarize, summaryText } from '../compute/summary.js'
import { formatOf, writeTable } from '../../workspace/compute/write-frame.js'
import {
  candlesOption,
  collected,
  readFileCandles,
  refuseUnreadBases,
  requireNeededBases,
} from '../../workspace/files/file-candles.js'
import type { Io } from '../io.js'
import { askedRange, namesOf, parseOptions } from '../options.js'
import { progressBars } from '../progress-bars.js'
import { openWorkspace, type Workspace } from '../../workspace/workspace.js'
import { withWriteErrors } from '../../workspace/write-errors.js'

const HELP = `
Features: one row for each candle that has its whole history. A target: one row for each candle; rows without
history and the last ones, whose horizon lies beyond the candles, are hold. Lags are expanded. Times are UTC;
--to is not included. From the store, what is missing or stale is computed and kept, month by month, by one
thread for each core of the machine (eight at most); the bits do not depend on their number.`

const optionsSchema = z.object({
  candles: candlesOption,
  base: z.string().optional().transform(namesOf),
  from: z.string().optional(),
  to: z.string().optional(),
  out: z.string().min(1).optional(),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})
type ComputeOptions = z.output<typeof optionsSchema>

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('<id>', 'feature set or target, such as F2cond20 or T10up5low30min')
      .option(
        '--candles <file>',
        'compute from a file of candles, such as a Binance archive zip, not from the store; again for each other base that is needed, as btc=<file>',
        collected,
      )
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .option('--from <time>', 'first row, ISO time in UTC')
      .option('--to <time>', 'end of the rows, ISO time in UTC')
      .option('--out <file>', 'write the rows to a file: .csv, or .arrow and .parquet for pandas, polars, DuckDB')
      .option('--json', 'print one JSON document')
      .addHelpText('after', HELP)
      .action((id: string, raw: unknown) => compute(io, id, parseOptions(optionsSchema, raw)))
  },
}
export default module

/** One computed table and where its candles came from. */
interface Computed {
  readonly source: string
  readonly table: ComputedTable
  /** Rows that read minutes of an outage. */
  readonly besideOutage: number
}

async function compute(io: Io, id: string, options: ComputeOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const computable = await getDefinition(id, workspace.directory)
  if (options.out !== undefined) formatOf(options.out)
  const tables =
    options.candles.length === 0
      ? await fromStore(io, workspace, computable, options)
      : await fromFile(io, workspace, computable, options)
  const [first] = tables
  if (options.out !== undefined && first) await writeOut(io, computable, first, options.out)
  report(io, computable, tables, options)
}

async function fromFile(
  io: Io,
  { config }: Workspace,
  computable: FrameDefinition,
  options: ComputeOptions,
): Promise<Computed[]> {
  if (options.base.length > 0) throw new UserError('--base and --candles exclude each other; leave one of them out')
  const { file, candles } = await readFileCandles(options.candles, io.cwd)
  requireNeededBases(computable.entry.value, candles)
  refuseUnreadBases(computable.entry.value, candles)
  const table = computeFromCandles(computable, candles, askedRange(options))
  return [{ source: file, table, besideOutage: countRowsNearOutages(computable, table.grid, candles, config) }]
}

async function fromStore(
  io: Io,
  workspace: Workspace,
  computable: FrameDefinition,
  options: ComputeOptions,
): Promise<Computed[]> {
  const { config, dataFolder } = workspace
  const candles = openCandleStore(dataFolder)
  const bases = chooseBases(config, await candles.markets(), options.base)
  if (bases.length === 0) throw new UserError('no candles are stored; import some with: followupward import FILE')
  if (options.out !== undefined && bases.length > 1) {
    throw new UserError(
      `--out takes one base, ${bases.length} are meant (${bases.map(({ name }) => name).join(', ')}): choose with --base`,
    )
  }
  const derived = openDerived(workspace, candles)
  const stored = { candles, derived, progress: progressBars(io), signal: io.signal }
  const computed: Computed[] = []
  for (const base of bases) {
    const table = await computeFromStore(computable, base, askedRange(options), stored)
    const marks = await readFilledMarks(computable, table.grid, candles, base.market)
    const besideOutage = countRowsNearOutages(computable, table.grid, marks, config)
    computed.push({ source: marketPath(base.market), table, besideOutage })
  }
  return computed
}

async function writeOut(io: Io, { entry }: FrameDefinition, { source, table }: Computed, out: string): Promise<void> {
  const { id, version } = entry.value
  const file = resolve(io.cwd, out)
  const metadata = { definition: id, version: String(version), candles: source }
  await withWriteErrors('--out', file, () =>
    writeTable(file, table, { metadata, progress: progressBars(io), signal: io.signal }),
  )
}

function report(io: Io, computable: FrameDefinition, tables: readonly Computed[], { json, out }: ComputeOptions): void {
  const { kind, entry } = computable
  const { id, version } = entry.value
  const classes = computable.kind === 'targets' ? computable.entry.value.classes : undefined
  const results = tables.map(({ source, table, besideOutage }) => ({
    source,
    ...summarize(table, classes),
    besideOutage,
  }))
  const file = out === undefined ? {} : { out: resolve(io.cwd, out) }
  if (!json) for (const { rows, besideOutage } of results) io.err(outageNote(id, rows, besideOutage))
  if (json) io.out(`${JSON.stringify({ id, version, kind, ...file, results }, null, 2)}\n`)
  else if (out !== undefined) io.out(`${id}: ${results[0]?.rows ?? 0} rows → ${out}\n`)
  else for (const { source, ...summary } of results) io.out(`${summaryText(`${id} of ${source}`, summary)}\n`)
}
