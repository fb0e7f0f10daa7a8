import type { Base } from '../../../config/markets.js'
import { parseRequest } from '../../../config/resolve-request.js'
import { RequestError } from '../../../core/request-error.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import { openQuoteStore } from '../../../store/quotes/open-quote-store.js'
import { removeStoredFrames } from '../../../store/derived/stored-frames.js'
import type { WorkspaceContext } from '../../context.js'
import { withCandleWriters } from '../candle-writers.js'
import { baseNameOf, readableRange } from '../inspect-market.js'
import { removeDataSchema, type RemoveDataRequest } from './request.js'
import type { RemovedBase, RemovedData } from './result.js'

/**
 * Removes the stored candles and quotes of bases and all that was computed from them. Throws UserError, with nothing removed, where a
 * base has no candles or somebody writes them at the moment.
 */
export async function removeData(request: RemoveDataRequest, { workspace }: WorkspaceContext): Promise<RemovedData> {
  const { config, dataFolder } = workspace
  const {
    bases: names,
    exchange = config.exchange.id,
    market: type = config.market,
  } = parseRequest(removeDataSchema, request)
  const store = openCandleStore(dataFolder)
  const quotes = openQuoteStore(dataFolder)
  const stored = (await store.markets())
    .filter((market) => market.exchange === exchange && market.type === type)
    .map((market): Base => ({ name: baseNameOf(config, market), market }))
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const unknown = [...wanted].find((name) => !stored.some((base) => base.name === name))
  if (unknown !== undefined) {
    const known = stored.map(({ name }) => name).join(', ') || 'none'
    throw new RequestError(`{bases}: there are no candles of ${unknown} (${exchange} ${type}); there are: ${known}`)
  }
  const bases = stored.filter(({ name }) => wanted.has(name))
  const removed: RemovedBase[] = []
  await withCandleWriters(
    store,
    bases.map(({ market }) => market),
    async (writers) => {
      for (const [i, base] of bases.entries()) {
        const range = await readableRange(store, base.market)
        // Frames first: without candles nobody could tell any more that they are stale.
        const frames = await removeStoredFrames(dataFolder, base.market)
        await quotes.remove(base.market)
        await writers[i]?.remove()
        const idsOf = (kind: 'features' | 'targets'): string[] =>
          frames.filter((one) => one.kind === kind).map(({ id }) => id)
        removed.push({ ...base, range, features: idsOf('features'), targets: idsOf('targets') })
      }
    },
  )
  return { bases: removed }
}
