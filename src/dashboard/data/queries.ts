import { basename } from 'node:path'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { hasBlacklistLimits } from '../../ohlcv/blacklist.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { blacklistLimits, createBlacklistChecker } from '../../workspace/data/blacklist-checker.js'
import { baseNameOf } from '../../workspace/data/inspect-market.js'
import { createTimeFormat } from '../../workspace/time-format.js'
import type { DashboardContext } from '../dashboard-context.js'
import { NotFoundError } from '../http/errors.js'
import type { DataBlacklist, DataMarket, DataOverview } from './api.js'
import type { QualityWithTime } from './quality-responses.js'
import { openQualityCache } from './quality-cache.js'

/** What is stored, as far as it is told without reading candles. */
export async function readDataOverview({ config, dataFolder }: WorkspaceFolder): Promise<DataOverview> {
  const store = openCandleStore(dataFolder)
  const markets: DataMarket[] = []
  for (const market of await store.markets()) markets.push(await readMarket(config, store, market))
  const newest = Math.max(...markets.map(({ range }) => range?.to ?? -Infinity))
  return {
    markets,
    noUpdate: explainNoUpdate(config),
    configured: config.bases.map(({ name }) => name),
    limited: hasBlacklistLimits(blacklistLimits(config)),
    limits: formatLimits(config),
    newest: Number.isFinite(newest) ? newest : null,
    outageMinutes: config.gaps.outageMinutes,
    noTradeBreakMinutes: config.gaps.noTradeBreakMinutes,
  }
}

/** Which markets were on the blacklist at a minute, and why; as of the end of the newest candle where none is given. */
export async function readBlacklist(workspace: WorkspaceFolder, at: number | undefined): Promise<DataBlacklist> {
  const { config, dataFolder } = workspace
  const time = at ?? (await readDataOverview(workspace)).newest
  if (time === null) return { at: null, markets: [] }
  const store = openCandleStore(dataFolder)
  const check = createBlacklistChecker(store)
  const limits = blacklistLimits(config)
  const markets: DataBlacklist['markets'][number][] = []
  for (const market of await store.markets()) {
    const named = { path: marketPath(market), base: baseNameOf(config, market) }
    try {
      markets.push({ ...named, reasons: await check(market, time, limits), error: null })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      markets.push({ ...named, reasons: [], error: error.message })
    }
  }
  return { at: time, markets }
}

/** Returns what reads the quality of a market by its path. Rejects with NotFoundError where the market has no candles. */
export function openQualityReader({ clock, workspace }: DashboardContext): (path: string) => Promise<QualityWithTime> {
  const cache = openQualityCache(clock)
  return async (path) => {
    const opened = await workspace()
    const store = openCandleStore(opened.dataFolder)
    const market = (await store.markets()).find((one) => marketPath(one) === path)
    if (!market) throw new NotFoundError(`there are no candles of ${path}`)
    return { ...(await cache.of(opened, store, market)), time: createTimeFormat(opened.config.timeZone) }
  }
}

async function readMarket(config: WorkspaceConfig, store: CandleStore, market: Market): Promise<DataMarket> {
  const { exchange, type, symbol } = market
  const known = { path: marketPath(market), base: baseNameOf(config, market), exchange, type, symbol }
  const damaged = async (): Promise<string[]> => (await store.damaged(market)).map((file) => basename(file))
  try {
    const range = await store.range(market)
    return { ...known, range: range ?? null, error: null, damaged: await damaged() }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ...known, range: null, error: error.message, damaged: await damaged() }
  }
}

/** The demo's market exists in its files only. */
function explainNoUpdate({ exchange: { id, url } }: WorkspaceConfig): string | null {
  if (id !== 'simulated' || url !== undefined) return null
  return 'This workspace’s market is simulated: there is no exchange that has more of it.'
}

function formatLimits({ blacklist }: WorkspaceConfig): string {
  const { days, minDailyQuoteVolume, maxNoTradeBreaks } = blacklist
  const limits = [
    ...(minDailyQuoteVolume > 0 ? [`at least ${minDailyQuoteVolume.toLocaleString('en')} in quote a day`] : []),
    ...(maxNoTradeBreaks === undefined ? [] : [`at most ${maxNoTradeBreaks} no-trade breaks`]),
  ]
  return limits.length === 0 ? 'no limits are set' : `${limits.join(', ')}, over the ${days} days before`
}
