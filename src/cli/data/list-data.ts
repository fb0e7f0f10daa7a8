import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import { float64ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import type { Market } from '../../core/market.js'
import { candleQuality, type CandleQuality } from '../../ohlcv/quality.js'
import type { CandleStore } from '../../store/store.js'

/** What the store has of one market. */
export interface MarketData {
  readonly base: string
  readonly market: Market
  /** Undefined where `fault` says why the candles cannot be read. */
  readonly quality: CandleQuality | undefined
  /** Files that were found damaged and set aside. */
  readonly damaged: readonly string[]
  readonly fault: string | undefined
}

/** What is stored of the given bases, of all where none is given. Damage is reported, not thrown. */
export async function listData(
  store: CandleStore,
  config: WorkspaceConfig,
  bases: readonly string[],
): Promise<MarketData[]> {
  const all = (await store.markets()).map((market) => ({ base: baseOf(config, market), market }))
  const unknown = bases.find((name) => !all.some(({ base }) => base === name))
  if (unknown !== undefined) {
    const known = [...new Set(all.map(({ base }) => base))].join(', ') || 'none yet'
    throw new UserError(`no candles of base ${unknown}; there are: ${known}`)
  }
  const chosen = all.filter(({ base }) => bases.length === 0 || bases.includes(base))
  const listed: MarketData[] = []
  for (const { base, market } of chosen) {
    listed.push({ base, market, ...(await inspect(store, config, market)) })
  }
  return listed
}

async function inspect(
  store: CandleStore,
  config: WorkspaceConfig,
  market: Market,
): Promise<Omit<MarketData, 'base' | 'market'>> {
  try {
    const quality = await qualityOf(store, config, market)
    return { quality, damaged: await store.damaged(market), fault: undefined }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { quality: undefined, damaged: await store.damaged(market), fault: error.message }
  }
}

async function qualityOf(store: CandleStore, config: WorkspaceConfig, market: Market): Promise<CandleQuality> {
  const frame = await store.readColumns(market, ['volume', 'filled'])
  const candles = {
    grid: frame.grid,
    volume: float64ColumnOf(frame, 'volume'),
    filled: uint8ColumnOf(frame, 'filled'),
  }
  return candleQuality(candles, config.gaps)
}

/** The workspace's name for a market's base, else the coin in lower case. */
function baseOf(config: WorkspaceConfig, market: Market): string {
  const named = config.bases.find((base) => 'symbol' in base && base.symbol === market.symbol)
  return named?.name ?? (market.symbol.split('/')[0] ?? market.symbol).toLowerCase()
}
