import { dirname, join } from 'node:path'
import { makeFolder } from '../../store/files/make-folder.js'
import { openBook } from '../../bookkeeping/book.js'
import { loadClassifier } from '../../classifier/classifier-files.js'
import { parseRequest } from '../../config/resolve-request.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import { RequestError } from '../../core/request-error.js'
import { findAdapter } from '../../exchange/adapters.js'
import type { WorkspaceContext } from '../context.js'
import { withTradedExits } from '../resolve-exits.js'
import { requestRange } from '../request-range.js'
import { endInterruptedRuns } from './end-interrupted-runs.js'
import { tradeReplay } from './replay-trade.js'
import { resolveThresholds } from './resolve-thresholds.js'
import { tradeSchema, type TradeRequest } from './request.js'
import type { TradeResult } from './result.js'
import type { SessionResult, TradeHooks, TradeSession, TradeSettings } from './trade-session.js'
import { tradeOnVenue } from './venue-trade.js'
import { openLiveVenue, openTestnetVenue, resolveCredentials, type OpenVenue } from './venues.js'

/**
 * Trades on the scores of a classifier until the end, or until it is stopped: then open orders are cancelled and the result has
 * the sums so far. Throws RequestError for what contradicts itself, UserError where there is no account to trade with, where live
 * trading is not confirmed, and where the kill switch is pulled; nothing was traded then.
 */
export async function trade(
  request: TradeRequest,
  context: WorkspaceContext,
  hooks: TradeHooks = {},
): Promise<TradeResult> {
  const settings = resolveSettings(request)
  const { classifierFolder, bookFile, config } = context.workspace
  refuseContradictions(settings, config)
  if (request.mode === undefined && config.exchange.url !== undefined)
    context.log(`stored candles are replayed; trade on ${config.exchange.url} in mode testnet`)
  const openVenue = settings.mode === 'live' ? await prepareLive(hooks, context) : undefined
  const classifier = await loadClassifier(join(classifierFolder, settings.classifier))
  if (openVenue) await requireConfirmed(hooks, config)
  await makeFolder(dirname(bookFile))
  const book = openBook(bookFile, openVenue ? 'powerCut' : 'crash')
  try {
    for (const line of endInterruptedRuns(book, context.clock.now())) context.log(line)
    const resolved = await withTradedExits(context, settings, classifier.description)
    const session = { settings, hooks, context: resolved, classifier, book }
    const { report, seen } = await tradeIn(session, openVenue)
    const isKilled = report.outcome === 'stopped' && book.accountState(report.account).killed !== undefined
    return {
      ...report,
      equity: report.equity.at(-1)?.value ?? 0,
      equityCurve: report.equity,
      thresholdSources: resolveThresholds(session).sources,
      seen,
      isKilled,
    }
  } finally {
    book.close()
  }
}

function resolveSettings(request: TradeRequest): TradeSettings {
  const { from, to, bases, ...rest } = parseRequest(tradeSchema, request)
  return { ...rest, ...requestRange({ from, to }), bases: bases.map((name) => name.toLowerCase()) }
}

async function tradeIn(session: TradeSession, openVenue: OpenVenue | undefined): Promise<SessionResult> {
  const { settings, hooks, context } = session
  if (openVenue) return tradeOnVenue(session, await openVenue())
  const { url } = context.workspace.config.exchange
  if (settings.mode === 'replay' || url === undefined) return tradeReplay(session)
  return tradeOnVenue(session, await openTestnetVenue(url, hooks, context))
}

/** Finds the key before anything is read; the venue is opened last. */
async function prepareLive(hooks: TradeHooks, { workspace, clock }: WorkspaceContext): Promise<OpenVenue> {
  const credentials = await resolveCredentials(hooks, { mode: 'live', where: 'live' })
  return () => openLiveVenue(workspace.config, credentials, clock)
}

async function requireConfirmed({ confirm }: TradeHooks, { exchange, quote, trading }: WorkspaceConfig): Promise<void> {
  if (!confirm)
    throw new RequestError('{mode} live trades real money and nobody is there to confirm it; nothing was traded')
  const isConfirmed = await confirm({ exchange: exchange.id, maxQuote: trading.maxQuote, quote })
  if (!isConfirmed) throw new RequestError('{mode} live was not confirmed; nothing was traded')
}

function refuseContradictions(settings: TradeSettings, { exchange, market }: WorkspaceConfig): void {
  const { mode } = settings
  const { id, url } = exchange
  if (mode === 'testnet' && url === undefined) {
    throw new RequestError(
      '{mode} testnet trades on the simulated exchange at exchange.url, and none is configured; start one with',
      { remedy: 'exchange.serve' },
    )
  }
  if (mode === 'live' && url !== undefined) {
    throw new RequestError(
      `{mode} live and exchange.url ${url} contradict each other; a simulated exchange is never live. Remove one of the two`,
    )
  }
  const { marketTypes } = findAdapter(id)
  if (mode === 'live' && !marketTypes.includes(market)) {
    throw new RequestError(
      `market is ${market}: on ${id} only ${marketTypes.join(', ')} can be traded; set market: ${marketTypes[0] ?? 'spot'}`,
    )
  }
  if (mode === 'replay' && settings.account !== undefined)
    throw new RequestError(
      '{account} names an account on an exchange; leave it out of a replay, which has one of its own',
    )
  if (mode !== 'replay') refuseReplaySettings(settings, mode === 'live' ? mode : `on ${url ?? ''}`)
}

/** Settings of a replay in this process make no sense where another clock runs. */
function refuseReplaySettings({ from, speed, balance, fresh, openTestSet }: TradeSettings, where: string): void {
  const flags = { fresh: fresh || undefined, openTestSet: openTestSet || undefined }
  const given = Object.entries({ from, speed, balance, ...flags }).find(([, value]) => value !== undefined)
  if (given)
    throw new RequestError(`{${given[0]}} is for replays of stored candles; leave it out when trading ${where}`)
}
