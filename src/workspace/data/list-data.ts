import type { WorkspaceConfig } from '../../config/schema.js'
import { frameToPartialCandles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import type { Market } from '../../core/market.js'
import { QUALITY_COLUMNS, candleQuality, type CandleQuality } from '../../ohlcv/quality.js'
import type { FlatRun } from '../../ohlcv/stale-runs.js'
import type { CandleStore } from '../../store/candles/store.js'
import { blackListLimits } from './black-list-limits.js'
import { marketJudge } from './market-judge.js'
import { staleRuns } from './stale-runs.js'

/** What the store has of one market. */
export interface MarketData {
  readonly base: string
  readonly market: Market
  /** Undefined where `fault` says why the candles cannot be read. */
  readonly quality: CandleQuality | undefined
  /** Runs at one price while another stored market of the exchange traded. */
  readonly stale: readonly FlatRun[]
  /** Why the pair is on the black list; empty where it is not. */
  readonly blackList: readonly string[]
  /** Files that were found damaged and set aside. */
  readonly damaged: readonly string[]
  readonly fault: string | undefined
}

export interface DataList {
  /** The moment that the black list is judged at. */
  readonly asOf: number | undefined
  readonly markets: readonly MarketData[]
}

/**
 * What is stored of the given bases, of all where none is given; the black list as of `asOf`, else as of the end of the
 * newest stored candle. Damage is reported, not thrown.
 */
export async function listData(
  store: CandleStore,
  config: WorkspaceConfig,
  bases: readonly string[],
  asOf?: number,
): Promise<DataList> {
  const all = (await store.markets()).map((market) => ({ base: baseOf(config, market), market }))
  const unknown = bases.find((name) => !all.some(({ base }) => base === name))
  if (unknown !== undefined) {
    const known = [...new Set(all.map(({ base }) => base))].join(', ') || 'none yet'
    throw new UserError(`no candles of base ${unknown}; there are: ${known}`)
  }
  const chosen = all.filter(({ base }) => bases.length === 0 || bases.includes(base))
  const inspected: Inspected[] = []
  for (const { base, market } of chosen) inspected.push({ base, market, ...(await inspect(store, config, market)) })
  // Damage is told by the inspection: only what was found healthy is asked again.
  const time = asOf ?? (await newest(store, all))
  const judge = marketJudge(store)
  const markets: MarketData[] = []
  for (const one of inspected) {
    const judged = one.quality && time !== undefined
    const blackList = judged ? await judge(one.market, time, blackListLimits(config)) : []
    markets.push({ ...one, blackList })
  }
  return { asOf: time, markets }
}

/** Without the black list, which depends on a moment. */
export type Inspected = Omit<MarketData, 'blackList'>

async function newest(store: CandleStore, all: readonly { readonly market: Market }[]): Promise<number | undefined> {
  const ends = await Promise.all(all.map(async ({ market }) => (await rangeOrNone(store, market))?.to ?? -Infinity))
  const end = Math.max(...ends, -Infinity)
  return end > -Infinity ? end : undefined
}

/** The range of a market, if it can be told. */
async function rangeOrNone(store: CandleStore, market: Market): ReturnType<CandleStore['range']> {
  try {
    return await store.range(market)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** What the store has of one market. Damage is reported, not thrown. */
export async function inspect(
  store: CandleStore,
  config: WorkspaceConfig,
  market: Market,
): Promise<Omit<Inspected, 'base' | 'market'>> {
  try {
    const quality = await qualityOf(store, config, market)
    const stale = await staleRuns(store, market, quality.flatRuns)
    return { quality, stale, damaged: await store.damaged(market), fault: undefined }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { quality: undefined, stale: [], damaged: await store.damaged(market), fault: error.message }
  }
}

async function qualityOf(store: CandleStore, config: WorkspaceConfig, market: Market): Promise<CandleQuality> {
  const candles = frameToPartialCandles(await store.readColumns(market, QUALITY_COLUMNS))
  return candleQuality(candles, config.gaps)
}

/** The workspace's name for a market's base, else the coin in lower case. */
export function baseOf(config: WorkspaceConfig, market: Market): string {
  const named = config.bases.find((base) => 'symbol' in base && base.symbol === market.symbol)
  return named?.name ?? (market.symbol.split('/')[0] ?? market.symbol).toLowerCase()
}
