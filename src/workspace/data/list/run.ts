import { parseRequest } from '../../../config/resolve-request.js'
import { RequestError } from '../../../core/request-error.js'
import { parseTime } from '../../../core/time.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import { openQuoteStore } from '../../../store/quotes/open-quote-store.js'
import type { WorkspaceContext } from '../../context.js'
import { listDataSchema, type ListDataRequest } from './request.js'
import type { DataList, InspectedMarket, MarketData } from './result.js'
import type { Market } from '../../../core/market.js'
import type { CandleStore } from '../../../store/candles/candle-store.js'
import { blacklistLimits, createBlacklistChecker } from '../blacklist-checker.js'
import { baseNameOf, inspectMarket, inspectQuotes, readableRange } from '../inspect-market.js'

/**
 * Describes the stored candles, of all bases where none is given; the blacklist is judged at `asOf`, else at the end of the
 * newest stored candle. Damage is reported, not thrown. Throws RequestError for a base that has no candles.
 */
export async function listData(request: ListDataRequest, { workspace }: WorkspaceContext): Promise<DataList> {
  const { bases = [], asOf } = parseRequest(listDataSchema, request)
  const { config } = workspace
  const store = openCandleStore(workspace.dataFolder)
  const quoteStore = openQuoteStore(workspace.dataFolder)
  const all = (await store.markets()).map((market) => ({ base: baseNameOf(config, market), market }))
  const chosen = chooseMarkets(all, bases)
  const inspected: InspectedMarket[] = []
  for (const { base, market } of chosen) {
    const quotes = await inspectQuotes(quoteStore, market)
    const { damaged, ...candles } = await inspectMarket(store, config, market)
    const all = [...damaged, ...(await quoteStore.damaged(market))]
    inspected.push({ base, market, ...candles, quotes, damaged: all })
  }
  // The inspection reports damage: only markets that it could read are judged.
  const time = asOf === undefined ? await newest(store, all) : parseTime(asOf)
  const judge = createBlacklistChecker(store)
  const markets: MarketData[] = []
  for (const one of inspected) {
    const judged = one.quality && time !== undefined
    const blacklist = judged ? await judge(one.market, time, blacklistLimits(config)) : []
    markets.push({ ...one, blacklist })
  }
  return { asOf: time, markets }
}

interface NamedMarket {
  readonly base: string
  readonly market: Market
}

function chooseMarkets(all: readonly NamedMarket[], names: readonly string[]): readonly NamedMarket[] {
  if (names.length === 0) return all
  const wanted = names.map((name) => name.toLowerCase())
  const unknown = wanted.find((name) => !all.some(({ base }) => base === name))
  if (unknown === undefined) return all.filter(({ base }) => wanted.includes(base))
  const known = [...new Set(all.map(({ base }) => base))].join(', ') || 'none yet'
  throw new RequestError(`no candles of base ${unknown}; there are: ${known}`)
}

async function newest(store: CandleStore, all: readonly { readonly market: Market }[]): Promise<number | undefined> {
  const ends = await Promise.all(all.map(async ({ market }) => (await readableRange(store, market))?.to ?? -Infinity))
  const end = Math.max(...ends, -Infinity)
  return end > -Infinity ? end : undefined
}
