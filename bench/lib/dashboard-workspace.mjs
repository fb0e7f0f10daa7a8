// `node dashboard-workspace.mjs FOLDER` makes a workspace of two bases with five years of simulated minutes each.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const START = Date.UTC(2019, 0, 1)
const ROWS = 5 * 365 * 1440
export const END = START + ROWS * 60_000

if (process.argv[1] === fileURLToPath(import.meta.url)) await write(process.argv[2])

async function write(folder) {
  const { simulateCandles, toSimulatedMarket } = await import('../../dist/ohlcv/simulate-candles.js')
  const { openCandleStore } = await import('../../dist/store/candles/open-candle-store.js')
  writeFileSync(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  const store = openCandleStore(join(folder, 'data'))
  for (const base of ['one', 'two']) {
    const candles = simulateCandles('market', { seed: 2, base, from: START, rows: ROWS })
    await store.merge(toSimulatedMarket(base, 'USDT'), candles)
  }
}
