import { chooseBases } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Candles } from '../../core/candles.js'
import { rangeOf } from '../../core/grid.js'
import { RequestError } from '../../core/request-error.js'
import { DAY, MINUTE, intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { simulateCandles, type SimulatedKind } from '../../ohlcv/simulate-candles.js'
import type { CandleStore } from '../../store/candles/candle-store.js'

export interface ReplayRequest {
  readonly bases: readonly string[]
  /** A made-up market instead of stored candles. */
  readonly market: SimulatedKind | undefined
  readonly seed: number
  readonly from?: number
  readonly to?: number
}

export interface Replay {
  /** By unified symbol. */
  readonly candles: ReadonlyMap<string, Candles>
  readonly range: TimeRange
}

/** Candles that a client finds before the replay begins: more than the longest history of the feature sets. */
const LEAD = 15 * DAY
const SIMULATED_START = Date.UTC(2024, 0, 1)
const SIMULATED_LENGTH = 30 * DAY

/** The candles that an exchange replays, with LEAD before the beginning where there are any. */
export async function loadReplayCandles(
  request: ReplayRequest,
  config: WorkspaceConfig,
  store: CandleStore,
): Promise<Replay> {
  const { market } = request
  return market === undefined ? readReplay(request, config, store) : simulateReplay(market, request, config.quote)
}

function simulateReplay(kind: SimulatedKind, request: ReplayRequest, quote: string): Replay {
  const from = request.from ?? SIMULATED_START
  const range = { from, to: request.to ?? from + SIMULATED_LENGTH }
  refuseEmpty(range)
  const names = request.bases.length > 0 ? request.bases : ['sim']
  const rows = Math.ceil((range.to - from + LEAD) / MINUTE)
  const candles = names.map((base): [string, Candles] => [
    `${base.toUpperCase()}/${quote}`,
    simulateCandles(kind, { seed: request.seed, from: from - LEAD, rows, base }),
  ])
  return { candles: new Map(candles), range }
}

async function readReplay(request: ReplayRequest, config: WorkspaceConfig, store: CandleStore): Promise<Replay> {
  const bases = chooseBases(config, await store.markets(), request.bases)
  if (bases.length === 0) {
    throw new RequestError(
      'there are no candles to replay; take a made-up market ({market} market), or import some with',
      { remedy: 'data.import' },
    )
  }
  const shared = await findSharedRange(store, bases)
  const first = Math.min(shared.from + LEAD, Math.max(shared.from, shared.to - DAY))
  const range = { from: request.from ?? first, to: request.to ?? shared.to }
  refuseEmpty(range)
  const covered = intersect(range, shared)
  if (covered?.from !== range.from || covered.to !== range.to) {
    throw new RequestError(
      `{from} … {to} is ${isoMinute(range.from)} … ${isoMinute(range.to)}, but the candles cover ${isoMinute(shared.from)} … ${isoMinute(shared.to)}`,
    )
  }
  const candles = new Map<string, Candles>()
  for (const { market } of bases) {
    candles.set(market.symbol, await store.read(market, { from: range.from - LEAD, to: range.to }))
  }
  return { candles, range: { from: range.from, to: Math.min(range.to, ...[...candles.values()].map(endOf)) } }
}

async function findSharedRange(store: CandleStore, bases: ReturnType<typeof chooseBases>): Promise<TimeRange> {
  let shared: TimeRange | undefined
  for (const { name, market } of bases) {
    const range = await store.range(market)
    const both = range && (shared ? intersect(shared, range) : range)
    if (!both)
      throw new RequestError(`the candles of ${name} have no time in common with the others; choose with {bases}`)
    shared = both
  }
  if (!shared) throw new RangeError('no base')
  return shared
}

function endOf(candles: Candles): number {
  return rangeOf(candles.grid).to
}

function refuseEmpty(range: TimeRange): void {
  if (range.from < range.to) return
  throw new RequestError(`{from} ${isoMinute(range.from)} is not before {to} ${isoMinute(range.to)}`)
}
