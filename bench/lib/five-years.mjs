// `write FOLDER` stores five years of simulated candles; `compute FOLDER` computes and stores a feature set of them and
// prints its own peak memory. Two processes, so that the memory of the first does not count.
import { openComputePool, computeThreads } from '../../dist/workspace/compute/compute-pool.js'
import { featureCatalog, featureRequest } from '../../dist/features/catalog.js'
import { simulateCandles, toSimulatedMarket } from '../../dist/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../dist/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../dist/store/derived/derived-store.js'
import { peakMemory } from './peak-memory.mjs'

const ROWS = 5 * 365 * 1440
const [, , what, folder] = process.argv
const market = toSimulatedMarket('sim', 'USDT')
const store = openCandleStore(folder)

if (what === 'write') {
  await store.merge(market, simulateCandles('market', { seed: 2, from: Date.UTC(2019, 0, 1), rows: ROWS }))
} else {
  const source = await featureRequest((await featureCatalog()).get('F2cond20'))
  const pool = openComputePool(computeThreads())
  await openDerivedStore(folder, store, pool).supplement({ ...source, market })
  await pool.close()
  console.log(JSON.stringify({ rows: ROWS, peak: peakMemory('self') }))
}
