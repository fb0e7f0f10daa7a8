import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { chooseBases } from '../../config/markets.js'
import { UserError, messageOf } from '../../core/errors.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { reportBrokenFile, hasPassed, type CheckReport } from '../../workspace/check/check-report.js'
import { checkNet } from '../../workspace/check/check-net.js'
import { checkDefinitions, type CheckOptions } from '../../workspace/check/check-definitions.js'
import { writeCheckRecord } from '../../workspace/check/check-records.js'
import { checkJson, checkText } from '../check/check-text.js'
import { selectDefinitions } from '../../workspace/check/select-definitions.js'
import { sampleOfFile, readStoredSamples } from '../../workspace/check/check-samples.js'
import type { CommandModule } from '../command.js'
import { readFileCandles } from '../../workspace/files/file-candles.js'
import type { Io } from '../io.js'
import { candlesOption, collected, namesOf, parseOptions } from '../options.js'
import { progressBars } from '../progress-bars.js'
import { openWorkspace, type Workspace } from '../../workspace/workspace.js'

const HELP = `
Each definition is computed again and again: on truncated candles, on candles whose future was replaced, minute by
minute, from other starts, in other orders; on simulated candles always, and on the last stored ones of two bases.
Nets are built from their defaults and each value of their search space, for several numbers of features. A file that
cannot be loaded fails, and the others are checked all the same. A failure names the column and the first bad minute
and ends with exit code 1; training refuses what failed.`

/** More bases say little more, and take as long each. */
const MOST_BASES = 2

const optionsSchema = z.object({
  candles: candlesOption,
  base: z.string().optional().transform(namesOf),
  seed: z
    .string()
    .regex(/^\d{1,9}$/, 'expected a whole number such as 1')
    .transform(Number),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})
type Options = z.output<typeof optionsSchema>

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument(
        '[ids...]',
        'feature sets, targets, event samplers and nets, by id or by file (default: all, those of the workspace too)',
      )
      .option(
        '--candles <file>',
        'check on candles of a file too, instead of stored ones; again for each other base that is needed, as btc=<file>',
        collected,
      )
      .option('--base <names>', 'check on stored candles of these bases (default: the first two that are stored)')
      .option('--seed <number>', 'of the simulated candles and of the points looked at', '1')
      .option('--quick', 'fewer points, on one simulated market: seconds less, and rare faults may stay hidden')
      .option('--json', 'print one JSON document')
      .addHelpText('after', HELP)
      .action((ids: readonly string[], raw: unknown) => check(io, ids, parseOptions(optionsSchema, raw)))
  },
}
export default module

async function check(io: Io, ids: readonly string[], options: Options): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const chosen = await selectDefinitions(ids, workspace.directory, io.cwd)
  const { candlesFor, file } = await realCandles(io, workspace, options)
  const reports: CheckReport[] = []
  for (const folder of new Set(chosen.definitions.map((one) => one.workspace))) {
    const definitions = chosen.definitions.filter((one) => one.workspace === folder).map(({ checkable }) => checkable)
    const found = await checkDefinitions(definitions, {
      workspace: folder,
      seed: options.seed,
      quick: options.quick,
      candlesFor,
      progress: progressBars(io),
      signal: io.signal,
    })
    reports.push(...found)
    if (folder === workspace.directory) await keep(io, workspace, found)
  }
  const scope = options.quick ? 'quick' : 'full'
  reports.push(...chosen.nets.map(checkNet), ...chosen.broken.map((one) => reportBrokenFile(one, scope)))
  if (file !== undefined) io.err(unseenFile(reports, file))
  io.out(options.json ? `${JSON.stringify(checkJson(reports), null, 2)}\n` : checkText(reports))
  const failed = reports.filter((report) => !hasPassed(report)).map(({ id }) => id)
  if (failed.length > 0) throw new UserError(`${failed.length} of ${reports.length} failed: ${failed.join(', ')}`)
}

interface RealCandles {
  readonly candlesFor: CheckOptions['candlesFor']
  /** The file of candles that was given. */
  readonly file?: string
}

/** Of each definition that was not checked on the file that was given, why. */
function unseenFile(reports: readonly CheckReport[], file: string): string {
  const unseen = reports.filter(
    ({ kind, samples }) => kind !== 'nets' && samples.length > 0 && !samples.includes(basename(file)),
  )
  const notes = unseen.map(
    ({ id }) => `note: ${file} has too few candles to check ${id} on, or not those of another base that it needs\n`,
  )
  return notes.join('')
}

async function realCandles(io: Io, workspace: Workspace, options: Options): Promise<RealCandles> {
  if (options.candles.length > 0) {
    if (options.base.length > 0) throw new UserError('--base and --candles exclude each other; leave one of them out')
    const { file, candles } = await readFileCandles(options.candles, io.cwd)
    return { candlesFor: (checkable) => Promise.resolve(sampleOfFile(checkable, basename(file), candles)), file }
  }
  const store = openCandleStore(workspace.dataFolder)
  const stored = await store.markets()
  const bases =
    options.base.length > 0
      ? chooseBases(workspace.config, stored, options.base)
      : // Bases that are only configured are no fault here: there are simulated candles.
        chooseBases({ ...workspace.config, bases: [] }, stored, []).slice(0, MOST_BASES)
  return { candlesFor: (checkable) => readStoredSamples(checkable, bases, store) }
}

/**
 * Keeps the results beside the data, for training to look at. Where there are no data, only those of own definitions matter.
 * A folder that cannot be written to is no fault of theirs.
 */
async function keep(io: Io, { dataFolder }: Workspace, reports: readonly CheckReport[]): Promise<void> {
  const withData = existsSync(dataFolder)
  try {
    for (const report of reports) if (withData || report.own) await writeCheckRecord(dataFolder, report)
  } catch (error) {
    io.err(`note: the results are not kept for training (${messageOf(error)})\n`)
  }
}
