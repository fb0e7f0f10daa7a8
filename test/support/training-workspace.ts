import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simulatedMarket, simulatedMarketOf } from '../../src/ohlcv/simulated-market.js'
import { openCandleStore } from '../../src/store/candle-store.js'

/** Ten days of history for F2cond20, then two for training and one for validation. */
export const TRAINING_SETS = 'training,2024-01-11,2024-01-12\nvalidation,2024-01-13,2024-01-13\n'

/** Makes a folder a workspace with two weeks of simulated candles of the bases one and two, and a `sets.csv`. */
export async function fillTrainingWorkspace(folder: string): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  await writeFile(join(folder, 'sets.csv'), TRAINING_SETS)
  const store = openCandleStore(join(folder, 'data'))
  for (const base of ['one', 'two']) {
    const candles = simulatedMarket('market', { seed: 3, from: Date.UTC(2024, 0, 1), rows: 14 * 1440, base })
    await store.merge(simulatedMarketOf(base, 'USDT'), candles)
  }
}
