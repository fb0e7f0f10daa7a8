import { resolve } from 'node:path'
import { parseRequest } from '../../config/resolve-request.js'
import { Decimal } from '../../core/decimal.js'
import { NO_EXITS } from '../../core/exit-rules.js'
import { sha256 } from '../../core/hash.js'
import { MINUTE, SECOND } from '../../core/time.js'
import type { BacktestBase, BacktestOptions, BacktestOutcome } from '../../trading/backtest/backtest-options.js'
import { runBacktest } from '../../trading/backtest/run-backtest.js'
import { makeStepRules, withMarketOrders, withStake, type StepRules } from '../../trading/step.js'
import type { WorkspaceContext } from '../context.js'
import { createBlacklistChecker } from '../data/blacklist-checker.js'
import { openDataSources } from '../rows/data-sources.js'
import { withTradedExits } from '../resolve-exits.js'
import { requireDevice } from '../train/device.js'
import { blacklistFilter, minVolumeFilter } from '../trade/market-filters.js'
import { describeRun } from '../trade/run-trade.js'
import { buildBacktestResult } from './build-result.js'
import { loadMarket, type BacktestMarket } from './load-market.js'
import { backtestSchema, type BacktestRequest, type BacktestSettings } from './request.js'
import type { BacktestResult } from './result.js'
import { openVenue } from './open-venue.js'
import { openSignalSource, type SignalSource } from './signal-source.js'
import { writeBacktestBook } from './write-book.js'

/**
 * Trades stored candles by the trading step on a recorded clock, with the matching engine in the same process: what `trade` does in a
 * replay, without an exchange between. Throws RequestError for what contradicts itself, SealedError where minutes of a test set would be
 * looked at.
 */
export async function backtest(request: BacktestRequest, context: WorkspaceContext): Promise<BacktestResult> {
  const settings = parseRequest(backtestSchema, request)
  await requireDevice(settings.device)
  const sources = openDataSources(context)
  try {
    const source = await openSignalSource(settings, context, sources)
    try {
      const resolved = settings.strategy === 'scores' ? settings : { exits: 'none' as const }
      const traded = await withTradedExits(context, resolved, source.classifier?.description)
      const market = await loadMarket(settings, source, sources.candles, traded)
      return await tradeMarket(settings, { source, market, context: traded, sources })
    } finally {
      await source.close()
    }
  } finally {
    await sources.stopThreads()
  }
}

interface Loaded {
  readonly source: SignalSource
  readonly market: BacktestMarket
  readonly context: WorkspaceContext
  readonly sources: ReturnType<typeof openDataSources>
}

async function tradeMarket(settings: BacktestSettings, loaded: Loaded): Promise<BacktestResult> {
  const { source, market, context } = loaded
  const bases: BacktestBase[] = []
  for (const { name, symbol, blocked, base, candles } of market.bases) {
    const scores = await source.scoresOf(base, candles)
    bases.push({ name, symbol, candles, scores, ...(blocked === undefined ? {} : { blocked }) })
  }
  const runId = nameRun(context)
  const options = await makeOptions(settings, loaded, bases, runId)
  const task = context.progress.start('backtest', options.range.to - options.range.from, 'ms')
  const outcome = await runBacktest({
    ...options,
    onProgress: async (minute, equity) => {
      context.signal.throwIfAborted()
      task.update(minute - options.range.from, `${equity.toFixed(2)} ${options.quote}`)
      await nextTurn()
    },
  }).finally(() => task.end())
  const book = writeBook(settings, loaded, options, outcome)
  return buildBacktestResult({ settings, source, market, options, outcome, book, fees: context.workspace.config.fees })
}

/** Lets what waits, such as a signal to stop, have its turn. */
function nextTurn(): Promise<void> {
  return new Promise((done) => void setImmediate(done))
}

async function makeOptions(
  settings: BacktestSettings,
  { source, market, context, sources }: Loaded,
  bases: readonly BacktestBase[],
  runId: string,
): Promise<BacktestOptions> {
  const { config } = context.workspace
  const { range } = market
  const startQuote = new Decimal(settings.balance)
  const checker = createBlacklistChecker(sources.candles)
  return {
    runId,
    bases,
    range,
    rules: rulesOf(settings, source, context),
    orderLife: settings.orders === 'market' ? Infinity : config.trading.orderSeconds * SECOND,
    quote: config.quote,
    startQuote,
    history: source.history,
    adoptHoldings: config.trading.adoptHoldings,
    buyBlockedReason: blacklistFilter(config, checker),
    ...(market.byVolume.length > 0 && { unwatchedReason: minVolumeFilter(config, checker, market.byVolume) }),
    venue: await openVenue(settings, market, context, sources),
  }
}

function rulesOf(
  { strategy, orders, stake }: BacktestSettings,
  { thresholds }: SignalSource,
  { workspace }: WorkspaceContext,
): StepRules {
  const traded = makeStepRules(workspace.config.trading, thresholds)
  const rules = strategy === 'holding' ? { ...traded, exits: NO_EXITS } : traded
  const sent = orders === 'market' ? withMarketOrders(rules) : rules
  return stake === undefined ? sent : withStake(sent, new Decimal(stake))
}

function nameRun({ clock }: WorkspaceContext): string {
  return `backtest-${new Date(clock.now()).toISOString().replaceAll(/[-:.]/g, '')}`
}

function writeBook(
  { book }: BacktestSettings,
  { source, context }: Loaded,
  { runId, bases, range, quote, startQuote }: BacktestOptions,
  outcome: BacktestOutcome,
): BacktestResult['book'] {
  if (book === undefined) return undefined
  const file = resolve(context.workspace.directory, book)
  const { classifier, name, thresholds } = source
  const described = describeRun(
    {
      config: context.workspace.config,
      thresholds,
      bases: bases.map(({ name: base, symbol }) => ({ name: base, symbol })),
      ...(classifier && name !== undefined && { classifier: { id: name, hash: sha256(classifier.model) } }),
    },
    Math.ceil(range.from / MINUTE) * MINUTE,
  )
  const run = { id: runId, account: runId, mode: 'replay', ...described } as const
  writeBacktestBook(file, { run, quote, startQuote, endTime: range.to }, outcome)
  return { file, run: runId }
}
