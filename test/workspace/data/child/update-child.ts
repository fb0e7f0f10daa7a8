// A process to be killed: updates two bases from a simulated exchange, then their labels. Its exchange asks over plain HTTP,
// because loading ccxt would take longer than all the rest.
import { z } from 'zod'
import { updateBases } from '../../../../src/workspace/data/update/update-bases.js'
import { defaultConfig } from '../../../../src/config/parse-config.js'
import { klinesResponse } from '../../../../src/exchange/binance/binance-schemas.js'
import type { Exchange } from '../../../../src/exchange/exchange.js'
import { openCandleStore } from '../../../../src/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../../../src/store/derived/derived-store.js'
import { silentProgress } from '../../../../src/core/progress.js'
import T10up5low30min from '../../../../src/targets/catalog/T10up5low30min.js'
import { fakeExchange } from '../../../support/fake-exchange.js'

const [url, folder, begin, now] = z
  .tuple([z.string(), z.string(), z.coerce.number(), z.coerce.number()])
  .parse(process.argv.slice(2))
const symbols = ['ABC/USDT', 'XYZ/USDT']

const exchange: Exchange = {
  ...fakeExchange({ start: now, symbols, price: () => 1 }),
  fetchCandles: async (symbol, since, limit) => {
    const query = `symbol=${symbol.replace('/', '')}&interval=1m&startTime=${since}&limit=${limit}`
    const answer = await fetch(`${url}/api/v3/klines?${query}`)
    const rows = klinesResponse.parse(await answer.json())
    return rows.map(([time, open, high, low, close, volume, , quoteVolume, trades, takerBuyVolume]) => {
      return { time, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }
    })
  },
}

const store = openCandleStore(folder)
const bases = symbols.map((symbol) => ({
  name: symbol.slice(0, 3).toLowerCase(),
  market: { exchange: 'binance', type: 'spot', symbol, interval: '1m' },
}))
const signal = new AbortController().signal
const options = { from: begin, overlap: 60, parallel: 2, replace: false }
const history = {
  clock: { now: () => now, sleepUntil: () => Promise.resolve() },
  end: undefined,
  delay: 0,
  streamWait: 0,
  connect: () => Promise.resolve(exchange),
  countRetries: <T>(_: () => void, work: () => Promise<T>): Promise<T> => work(),
  close: () => Promise.resolve(),
}
const context = { config: defaultConfig(), options, store, history, progress: silentProgress, signal }
const updates = await updateBases(context, bases)
const { error } = updates.find((update) => update.error !== undefined) ?? {}
if (error !== undefined) throw new Error(error)
const derived = openDerivedStore(folder, store)
for (const { market } of bases) {
  const source = {
    kind: 'targets',
    definition: T10up5low30min,
    sourceHash: 'test',
    columnHistory: T10up5low30min.history,
    horizon: T10up5low30min.horizon,
  } as const
  await derived.supplement({ ...source, market })
}
