import { chooseBases, marketOfBase } from '../../config/markets.js'
import type { Run } from '../../bookkeeping/records.js'
import { UserError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { marketPath, type Market } from '../../core/market.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { RebuildError } from '../../exchange/simulated/engine/repeat-orders.js'
import type { Pace } from '../../exchange/simulated/clock/server-clock.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { marketRangesOf } from '../../store/ledger/market-ranges.js'
import { createBlacklistChecker } from '../data/blacklist-checker.js'
import { testRangesOf } from '../ledger/require-open-sets.js'
import { requireOpen } from '../ledger/seal.js'
import { endInterruptedRun } from './end-interrupted-runs.js'
import { findInterruptedReplay, rewindToLastMinute } from './interrupted-replay.js'
import { openLiveScorer } from './live-scorer.js'
import { blacklistFilter, minVolumeFilter } from './market-filters.js'
import { findInSampleSets, resolveReplayRange } from './replay-range.js'
import { logThresholds, resolveThresholds } from './resolve-thresholds.js'
import { createRunId, logLimits, type SessionResult, type TradeSession } from './trade-session.js'
import { describeRun } from './run-trade.js'
import { tradeOnReplay, withoutCandles, type ReplayBase, type ReplayTrade } from './simulated-trade.js'
import type { TradeReport } from './trade-report.js'
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
    const { range, bases, short, candles } = await loadReplay(store, session, { watchList, history: scorer.history })
    if (short.length > 0) log(`left out, without candles of the whole time: ${short.join(', ')}`)
    logThresholds(session)
    logLimits(context)
    const checker = createBlacklistChecker(store)
    const report = await replayOrGoOn(session, {
      ...scorer,
      book,
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
      replay: {
        ...range,
        startQuote: settings.balance ?? '10000',
        pace: settings.speed ?? 'stepped',
        fees: config.fees,
        candles,
        features: scorer.sourceHash,
      },
      signal,
      machineClock: clock,
      progress,
    })
    return { report, seen: findInSampleSets(range, classifier.description.sets) }
  } finally {
    await scorer.close()
  }
}

type NamelessReplay = Omit<ReplayTrade, 'runId' | 'interrupted'> & Required<Pick<ReplayTrade, 'replay'>>

/** The same replay that was interrupted goes on from the book; anything else begins. */
async function replayOrGoOn(session: TradeSession, replay: NamelessReplay): Promise<TradeReport> {
  const { context, book } = session
  const run = await findRunToGoOn(session, replay)
  if (run) {
    const interrupted = rewindToLastMinute(book, run)
    context.log(`going on with run ${run.id} at ${isoMinute(interrupted.minute)}`)
    try {
      return await tradeOnReplay({ ...replay, runId: run.id, interrupted })
    } catch (error) {
      if (!(error instanceof RebuildError)) throw error
      endInterruptedRun(book, run)
      context.log(`${error.message}; a new run begins`)
    }
  }
  return tradeOnReplay({ ...replay, runId: createRunId(session, 'replay') })
}

async function findRunToGoOn(
  { settings, hooks, context, book }: TradeSession,
  replay: NamelessReplay,
): Promise<Run | undefined> {
  const described = describeRun({ ...replay, bases: replay.bases.map(withoutCandles) }, replay.range.from)
  const run = await findInterruptedReplay(book, context.clock, described)
  if (!run || (hooks.runId !== undefined && hooks.runId !== run.id)) return undefined
  if (!settings.fresh && replay.replay.pace === 'stepped') return run
  const reason = settings.fresh ? 'as asked for' : 'because a replay at a speed cannot go on'
  context.log(`a new run begins, ${reason}; run ${run.id} stays interrupted`)
  return undefined
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
  /** A hash of the candles of all bases. */
  readonly candles: string
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
  await requireOpenReplay(whole, range, { settings, context, classifier })
  const bases = await Promise.all(
    whole.map(async ({ name, market }) => {
      const { symbol } = market
      return { ...describeTradedBase(config, name), symbol, candles: await store.read(market, needed) }
    }),
  )
  const short = stored.filter((one) => !whole.includes(one)).map(({ name }) => name)
  const hashes = whole.map(async ({ market }) => [...(await store.dayHashes(market, needed)).values()].join())
  return { range, bases, short, candles: sha256(...(await Promise.all(hashes))) }
}

/** Trades of closed minutes are looks at them. */
async function requireOpenReplay(
  bases: readonly { readonly market: Market }[],
  range: TimeRange,
  { settings, context, classifier }: Pick<TradeSession, 'settings' | 'context' | 'classifier'>,
): Promise<void> {
  const { classifier: name, openTestSet } = settings
  const ranges = marketRangesOf(
    bases.map(({ market }) => marketPath(market)),
    [range],
  )
  const named = [testRangesOf(name, classifier.description)]
  await requireOpen({ look: 'replay', subject: `classifier ${name}`, ranges, openTestSet, named }, context)
}

async function requireStoredRange(store: CandleStore, market: Market): Promise<TimeRange> {
  const range = await store.range(market)
  if (!range) throw new UserError(`there are no candles of ${marketPath(market)}; import some first`)
  return range
}
