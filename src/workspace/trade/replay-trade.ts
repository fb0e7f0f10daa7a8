import { chooseBases, marketOfBase } from '../../config/markets.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { MINUTE, type TimeRange } from '../../core/time.js'
import type { Pace } from '../../exchange/simulated/clock/server-clock.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { createBlacklistChecker } from '../data/blacklist-checker.js'
import { openLiveScorer } from './live-scorer.js'
import { blacklistFilter, minVolumeFilter } from './market-filters.js'
import { findInSampleSets, resolveReplayRange } from './replay-range.js'
import { logThresholds, resolveThresholds } from './resolve-thresholds.js'
import { createRunId, logLimits, type SessionResult, type TradeSession } from './trade-session.js'
import { tradeOnReplay, type ReplayBase } from './simulated-trade.js'
import { logWatchList, describeTradedBase, calendarOfWatchList, buildWatchList, type WatchList } from './watch-list.js'

/** Trades on stored candles, replayed in this process. */
export async function tradeReplay(session: TradeSession): Promise<SessionResult> {
  const { settings, context, classifier, book } = session
  const { workspace, clock, log, progress, signal } = context
  const { config } = workspace
  const store = openCandleStore(workspace.dataFolder)
  const watchList = await findWatchList(store, session)
  logWatchList(watchList, log)
  const names = watchList.bases.map(({ name }) => name)
  const scorer = await openLiveScorer(settings.classifier, classifier, names, workspace.directory)
  if (scorer.changed !== undefined) log(scorer.changed)
  try {
    const { range, bases, short } = await loadReplay(store, session, { watchList, history: scorer.history })
    if (short.length > 0) log(`left out, without candles of the whole time: ${short.join(', ')}`)
    logThresholds(session)
    logLimits(context)
    const checker = createBlacklistChecker(store)
    const report = await tradeOnReplay({
      ...scorer,
      book,
      runId: createRunId(session, 'replay'),
      bases,
      calendar: calendarOfWatchList(config, watchList),
      range,
      config,
      thresholds: resolveThresholds(session).thresholds,
      buyBlockedReason: blacklistFilter(config, checker),
      unwatchedReason: minVolumeFilter(config, checker, watchList.byVolume),
      byVolume: watchList.byVolume.filter((name) => !short.includes(name)),
      startQuote: settings.balance ?? '10000',
      pace: resolvePace(session),
      signal,
      machineClock: clock,
      progress,
    })
    return { report, seen: findInSampleSets(range, classifier.description.sets) }
  } finally {
    await scorer.close()
  }
}

function resolvePace({ settings: { speed = 'stepped' }, context: { clock } }: TradeSession): Pace {
  return speed === 'stepped' ? speed : { speed, clock, waits: true }
}

async function findWatchList(store: CandleStore, { settings, context, classifier }: TradeSession): Promise<WatchList> {
  const { config } = context.workspace
  const stored = new Set((await store.markets()).map(marketPath))
  return buildWatchList({
    config,
    requestedBases: settings.bases,
    trainedBases: classifier.description.bases.map(({ name }) => name),
    positions: new Map(),
    isTradable: (name) => stored.has(marketPath(marketOfBase(config, name))),
  })
}

interface ReplayNeeds {
  readonly watchList: WatchList
  /** Candles before the first minute that scores need. */
  readonly history: number
}

interface Replay {
  readonly range: TimeRange
  readonly bases: readonly ReplayBase[]
  /** Watched for their volume, and without candles of the whole time: they are left out. */
  readonly short: readonly string[]
}

/** The time to be replayed, and the candles of the bases under watch. What is watched for its volume does not shorten it. */
async function loadReplay(
  store: CandleStore,
  { settings, context, classifier }: TradeSession,
  { watchList, history }: ReplayNeeds,
): Promise<Replay> {
  const { config } = context.workspace
  const names = watchList.bases.map(({ name }) => name)
  const markets = chooseBases(config, await store.markets(), names)
  const stored = await Promise.all(
    markets.map(async ({ name, market }) => ({ name, market, range: await requireStoredRange(store, market) })),
  )
  const named = stored.filter(({ name }) => !watchList.byVolume.includes(name))
  const deciding = (named.length > 0 ? named : stored).map((one) => one.range)
  const range = resolveReplayRange(settings, deciding, history, classifier.description.sets)
  const needed = { from: range.from - (history + 1) * MINUTE, to: range.to }
  const whole = stored.filter((one) => one.range.from <= needed.from && one.range.to >= needed.to)
  const bases = await Promise.all(
    whole.map(async ({ name, market }) => {
      const { symbol } = market
      return { ...describeTradedBase(config, name), symbol, candles: await store.read(market, needed) }
    }),
  )
  const short = stored.filter((one) => !whole.includes(one)).map(({ name }) => name)
  return { range, bases, short }
}

async function requireStoredRange(store: CandleStore, market: Market): Promise<TimeRange> {
  const range = await store.range(market)
  if (!range) throw new UserError(`there are no candles of ${marketPath(market)}; import some first`)
  return range
}
