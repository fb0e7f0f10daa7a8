import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { openBook } from '../../bookkeeping/book.js'
import { loadClassifier } from '../../classifier/classifier-files.js'
import { CancelledError, UserError } from '../../core/errors.js'
import { findAdapter } from '../../exchange/adapters.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { requireConsent } from '../trade/consent.js'
import { tradeOnStoredCandles } from '../../workspace/trade/replay-trade.js'
import { tradeOutside } from '../../workspace/trade/outside-trade.js'
import type { TradeCommand, TradeCommandResult } from '../../workspace/trade/trade-command.js'
import { refuseReplayOptions, tradeArguments, type TradeArguments } from '../trade/trade-arguments.js'
import { tradeText } from '../trade/trade-text.js'
import { credentialsOf, openLiveVenue, openSimulatedVenue } from '../../workspace/trade/venues.js'
import { openWorkspace, type Workspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .requiredOption('--classifier <name>', 'classifier of this workspace whose scores are followed')
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else of the classifier)')
      .option('--from <time>', 'where the replay begins (default: where training and validation end)')
      .option('--to <time>', 'where trading ends (default: a week later; --live: only when stopped)')
      .option(
        '--speed <number>',
        'replay: stepped, as fast as it goes, or times the speed of real time (default: stepped)',
      )
      .option('--balance <amount>', 'replay: quote in the account at the start (default: 10000)')
      .option('--buy <threshold>', "buy at this score or above (default: the workspace's)")
      .option('--sell <threshold>', "sell at this score or above (default: the workspace's)")
      .option('--live', 'trade real money on the real exchange')
      .option('--yes', 'with --live: do not ask')
      .option('--release', 'trade again although the kill switch of the account was pulled, or it was paused')
      .option('--json', 'print one JSON document')
      .addHelpText(
        'after',
        `
Paper trading is the default: stored candles are replayed by a simulated exchange in this process, or on the one at
exchange.url. --live needs FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET. Ctrl-C cancels open orders and ends.`,
      )
      .action((raw: unknown) => trade(io, tradeArguments(raw)))
  },
}
export default module

async function trade(io: Io, options: TradeArguments): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  refuseContradictions(options, workspace)
  const credentials = options.live ? credentialsOf(io.env, 'live') : undefined
  const classifier = await loadClassifier(join(workspace.classifierFolder, options.classifier))
  if (credentials) await requireConsent(io, options.yes, workspace.config)
  await mkdir(dirname(workspace.bookFile), { recursive: true })
  const book = openBook(workspace.bookFile, options.live ? 'powerCut' : 'crash')
  try {
    const command = { io, options, workspace, classifier, book }
    const { report, seen } = await (credentials
      ? tradeOutside(command, await openLiveVenue(workspace.config, credentials, io))
      : tradeOnPaper(command))
    io.out(options.json ? `${JSON.stringify({ ...report, seen })}\n` : tradeText(report, seen))
    if (report.outcome !== 'stopped') return
    const killed = book.accountState(report.account).killed ? 'the kill switch was pulled; ' : ''
    throw new CancelledError(`${killed}open orders are cancelled, the book is complete`)
  } finally {
    book.close()
  }
}

async function tradeOnPaper(command: TradeCommand): Promise<TradeCommandResult> {
  const { io, workspace } = command
  const { url } = workspace.config.exchange
  if (url === undefined) return tradeOnStoredCandles(command)
  return tradeOutside(command, await openSimulatedVenue(url, workspace.config, io))
}

function refuseContradictions(options: TradeArguments, { config }: Workspace): void {
  const { url } = config.exchange
  if (options.live && url !== undefined) {
    throw new UserError(
      `--live and exchange.url ${url} contradict each other; a simulated exchange is never live. Remove one of the two`,
    )
  }
  const { marketTypes } = findAdapter(config.exchange.id)
  if (options.live && !marketTypes.includes(config.market)) {
    throw new UserError(
      `market is ${config.market}: on ${config.exchange.id} only ${marketTypes.join(', ')} can be traded; set market: ${marketTypes[0] ?? 'spot'}`,
    )
  }
  if (options.live) refuseReplayOptions(options, 'live')
  else if (url !== undefined) refuseReplayOptions(options, `on ${url}`)
}
