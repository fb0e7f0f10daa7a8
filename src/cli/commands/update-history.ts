import type { Command } from 'commander'
import { chooseBases, marketOfBase, type Base } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { silentProgress } from '../../core/progress.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CommandModule } from '../command.js'
import { openDerived } from '../../workspace/compute/compute-pool.js'
import type { Io } from '../io.js'
import { progressBars } from '../progress-bars.js'
import { followBases } from '../../workspace/data/update/follow-bases.js'
import { openHistoryExchange } from '../../workspace/data/update/history-exchange.js'
import {
  listMaintainedFrames,
  getNamedDefinitions,
  supplementBases,
  supplementFrames,
  type MaintainedFrames,
  type SupplementContext,
} from '../../workspace/data/update/supplement-frames.js'
import { updateBases, type UpdateContext } from '../../workspace/data/update/update-bases.js'
import { updateJson } from '../update/update-json.js'
import { updateOptions, type UpdateOptions } from '../update/update-options.js'
import type { BaseUpdate } from '../../workspace/data/update/update-report.js'
import { updateText } from '../update/update-text.js'
import { openWorkspace, type Workspace } from '../../workspace/workspace.js'

const HELP = `
From the exchange of followupward.yaml, up to its last finished minute. Stopped at any moment and run again it goes on
where it was. Features and targets that a base has frames of are brought up to the new candles. No key is needed.`

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .option('--from <time>', 'where history begins, ISO time in UTC (default: what is stored, else 30 days ago)')
      .option('--overlap <count>', 'stored candles that are asked for again, to find those that were revised', '60')
      .option('--parallel <count>', 'bases that are downloaded at once, within the limits of the exchange', '4')
      .option('--features <ids>', 'feature sets to compute for every base, beside those that are there already')
      .option('--targets <ids>', 'targets to compute for every base, beside those that are there already')
      .option('--replace', 'replace stored candles even where all that were asked for again differ')
      .option('--follow', 'go on minute by minute until Ctrl-C, by WebSocket where the exchange has candles there')
      .option('--poll', 'with --follow: ask for candles each minute instead')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', HELP)
      .action((raw: unknown) => updateHistory(io, updateOptions(raw)))
  },
}
export default module

async function updateHistory(io: Io, options: UpdateOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const { config, dataFolder } = workspace
  const store = openCandleStore(dataFolder)
  const progress = progressBars(io)
  const named = await getNamedDefinitions(workspace, options.features, options.targets)
  const derived = openDerived(workspace, store)
  const supplements: SupplementContext = { workspace, derived, named, progress, signal: io.signal }
  const bases = await basesOf(workspace, options)
  const venue = await openHistoryExchange(config, io.clock, io.signal)
  const context: UpdateContext = { config, options, store, venue, progress, signal: io.signal }
  try {
    const reports = await updateBases(context, bases)
    await supplementBases({ ...supplements, candles: store, clock: io.clock }, reports)
    if (options.follow) await follow(io, context, supplements, reports)
    io.out(options.json ? `${JSON.stringify(updateJson(reports), undefined, 2)}\n` : updateText(reports))
    refuseFaults(reports)
  } finally {
    await venue.close()
  }
}

/** Bases that are named need not have candles yet. */
async function basesOf({ config, dataFolder }: Workspace, { base }: UpdateOptions): Promise<Base[]> {
  const names = base.length > 0 ? base : config.bases.map(({ name }) => name)
  if (names.length > 0) return [...new Set(names)].map((name) => ({ name, market: marketOfBase(config, name) }))
  const stored = chooseBases(config, await openCandleStore(dataFolder).markets(), [])
  if (stored.length > 0) return stored
  throw new UserError(
    `there is no base to update: name some with --base btc,eth or as bases: [btc, eth] in followupward.yaml`,
  )
}

async function follow(
  io: Io,
  context: UpdateContext,
  supplements: SupplementContext,
  reports: readonly BaseUpdate[],
): Promise<void> {
  refuseFaults(reports)
  const quiet = { ...supplements, progress: silentProgress }
  const frames = new Map<BaseUpdate, readonly MaintainedFrames[]>()
  for (const report of reports) frames.set(report, await listMaintainedFrames(quiet, report))
  await followBases(context, reports, {
    poll: context.options.poll,
    say: (line) => io.err(`${line}\n`),
    afterMinute: async (report, changedFrom) => {
      await supplementFrames(quiet, report, frames.get(report) ?? [], changedFrom)
      refuseFaults([report])
    },
  })
}

function refuseFaults(reports: readonly BaseUpdate[]): void {
  const faulty = reports.filter(({ fault }) => fault !== undefined)
  const [first] = faulty
  if (!first) return
  const names = faulty.map(({ base }) => base.name).join(', ')
  throw new UserError(`not all bases are up to date (${names}): ${first.fault ?? ''}`)
}
