import { chooseBases, type Base } from '../../config/markets.js'
import type { Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import { RequestError } from '../../core/request-error.js'
import { DAY, MINUTE, intersect, type TimeRange } from '../../core/time.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { marketRangesOf } from '../../store/ledger/market-ranges.js'
import type { TradedBase } from '../../trading/trade-options.js'
import type { WorkspaceContext } from '../context.js'
import { requireOpen } from '../ledger/seal.js'
import { requestRange } from '../request-range.js'
import { resolveReplayRange } from '../trade/replay-range.js'
import { buildWatchList, describeTradedBase, logWatchList } from '../trade/watch-list.js'
import type { BacktestSettings } from './request.js'
import type { SignalSource } from './signal-source.js'

/** A base with its candles of the time that is traded, and of the history before. */
export interface MarketBase extends TradedBase {
  readonly base: Base
  readonly candles: Candles
  /** What is stored of it. */
  readonly stored: TimeRange
}

export interface BacktestMarket {
  readonly range: TimeRange
  readonly bases: readonly MarketBase[]
  /** Bases that are under watch only while their volume is large enough. */
  readonly byVolume: readonly string[]
  /** Whether no market of the store has ended. */
  readonly survivorsOnly: boolean
}

/**
 * Loads the candles of all bases that have any in the time of the request: a base takes part from its listing to its end. Throws as
 * `requireOpen` does, RequestError where the time has no candles.
 */
export async function loadMarket(
  settings: BacktestSettings,
  source: SignalSource,
  store: CandleStore,
  context: WorkspaceContext,
): Promise<BacktestMarket> {
  const { stored, byVolume } = await findBases(settings, source, store, context)
  const union = {
    from: Math.min(...stored.map((one) => one.stored.from)),
    to: Math.max(...stored.map((one) => one.stored.to)),
  }
  const range = resolveReplayRange(requestRange(settings), [union], source.history, source.sets)
  const needed = { from: range.from - (source.history + 1) * MINUTE, to: range.to }
  const inside = stored.filter((one) => intersect(one.stored, range) !== undefined)
  const absent = stored.filter((one) => !inside.includes(one)).map(({ base }) => base.name)
  if (absent.length > 0) context.log(`left out, without candles in this time: ${absent.join(', ')}`)
  await requireOpenBacktest(inside, range, { settings, source, context })
  const bases: MarketBase[] = []
  for (const { base, stored: there } of inside) {
    const part = intersect(there, needed)
    if (!part) continue
    const { symbol } = base.market
    const candles = await store.read(base.market, part)
    bases.push({ ...describeTradedBase(context.workspace.config, base.name), symbol, base, candles, stored: there })
  }
  if (bases.length === 0) throw new RequestError('no base has candles between {from} and {to}; choose another time')
  return { range, bases, byVolume, survivorsOnly: await hasSurvivorsOnly(store) }
}

interface StoredBase {
  readonly base: Base
  readonly stored: TimeRange
}

async function findBases(
  settings: BacktestSettings,
  source: SignalSource,
  store: CandleStore,
  { workspace: { config }, log }: WorkspaceContext,
): Promise<{ readonly stored: readonly StoredBase[]; readonly byVolume: readonly string[] }> {
  const markets = await store.markets()
  const available = chooseBases({ ...config, bases: [] }, markets, [])
  const watchList = buildWatchList({
    config,
    requestedBases: settings.bases.map((name) => name.toLowerCase()),
    trainedBases: source.bases.length > 0 ? source.bases : available.map(({ name }) => name),
    positions: new Map(),
    isTradable: (name) => available.some((one) => one.name === name),
  })
  logWatchList(watchList, log)
  const stored: StoredBase[] = []
  for (const base of chooseBases(
    config,
    markets,
    watchList.bases.map(({ name }) => name),
  )) {
    const range = await store.range(base.market)
    if (!range) throw new UserError(`there are no candles of ${marketPath(base.market)}; import some first`)
    stored.push({ base, stored: range })
  }
  return { stored, byVolume: watchList.byVolume }
}

/** Trades of closed minutes are looks at them. */
async function requireOpenBacktest(
  bases: readonly StoredBase[],
  range: TimeRange,
  {
    settings,
    source,
    context,
  }: { readonly settings: BacktestSettings; readonly source: SignalSource; readonly context: WorkspaceContext },
): Promise<void> {
  const ranges = bases.flatMap(({ base, stored }) => {
    const part = intersect(stored, range)
    return part ? marketRangesOf([marketPath(base.market)], [part]) : []
  })
  const { subject, named } = source
  await requireOpen({ look: 'backtest', subject, ranges, openTestSet: settings.openTestSet, named }, context)
}

/** A market whose candles end so long before the newest of all has ended; others may only have been brought up to date earlier. */
const ENDED_BEFORE = 7 * DAY

async function hasSurvivorsOnly(store: CandleStore): Promise<boolean> {
  const ends: number[] = []
  for (const market of await store.markets()) {
    const range = await store.range(market)
    if (range) ends.push(range.to)
  }
  return Math.min(...ends) > Math.max(...ends) - ENDED_BEFORE
}
