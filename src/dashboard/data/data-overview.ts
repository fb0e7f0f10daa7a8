import { basename } from 'node:path'
import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { hasLimits } from '../../ohlcv/black-list.js'
import type { DataMarket, DataOverview } from './api.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import type { CandleStore } from '../../store/candles/store.js'
import { blackListLimits } from '../../workspace/data/black-list-checker.js'
import { baseNameOf } from '../../workspace/data/inspect-market.js'
import type { Workspace } from '../../workspace/workspace.js'

/** What is stored, as far as it is told without reading candles. */
export async function dataOverview({ config, dataFolder }: Workspace): Promise<DataOverview> {
  const store = openCandleStore(dataFolder)
  const markets: DataMarket[] = []
  for (const market of await store.markets()) markets.push(await marketOf(config, store, market))
  const newest = Math.max(...markets.map(({ range }) => range?.to ?? -Infinity))
  return {
    markets,
    noUpdate: noUpdate(config),
    configured: config.bases.map(({ name }) => name),
    limited: hasLimits(blackListLimits(config)),
    limits: limitsText(config),
    newest: Number.isFinite(newest) ? newest : null,
    outageMinutes: config.gaps.outageMinutes,
    noTradeBreakMinutes: config.gaps.noTradeBreakMinutes,
  }
}

async function marketOf(config: WorkspaceConfig, store: CandleStore, market: Market): Promise<DataMarket> {
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
function noUpdate({ exchange: { id, url } }: WorkspaceConfig): string | null {
  if (id !== 'simulated' || url !== undefined) return null
  return 'This workspace’s market is simulated: there is no exchange that has more of it.'
}

function limitsText({ blackList }: WorkspaceConfig): string {
  const { days, minDailyQuoteVolume, maxNoTradeBreaks } = blackList
  const limits = [
    ...(minDailyQuoteVolume > 0 ? [`at least ${minDailyQuoteVolume.toLocaleString('en')} in quote a day`] : []),
    ...(maxNoTradeBreaks === undefined ? [] : [`at most ${maxNoTradeBreaks} no-trade breaks`]),
  ]
  return limits.length === 0 ? 'no limits are set' : `${limits.join(', ')}, over the ${days} days before`
}
