import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Candles } from '../../src/core/candles.js'
import { simulateCandles, toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import type { TrainRequest } from '../../src/workspace/train/request.js'

/** Ten days of history for F2cond20, then two for training and one for validation. */
export const TRAINING_SETS = 'training,2024-01-11,2024-01-12\nvalidation,2024-01-13,2024-01-13\n'

/** A request that trains on such a workspace. */
export const TRAINING = {
  bases: ['one'],
  features: 'F2cond20',
  target: 'T10up5low30min',
  sets: 'sets.csv',
} satisfies TrainRequest

interface WorkspaceSpec {
  readonly sets?: string
  /** First minute, and days of candles. */
  readonly from?: number
  readonly days?: number
}

/** Makes a folder a workspace with simulated candles of the bases one and two, two weeks of them, and a `sets.csv`. */
export async function fillTrainingWorkspace(
  folder: string,
  { sets = TRAINING_SETS, from = Date.UTC(2024, 0, 1), days = 14 }: WorkspaceSpec = {},
): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  await writeFile(join(folder, 'sets.csv'), sets)
  const store = openCandleStore(join(folder, 'data'))
  for (const base of ['one', 'two']) {
    await store.merge(toSimulatedMarket(base, 'USDT'), candlesOf(base, from, days * 1440))
  }
}

const made = new Map<string, Candles>()

/** Made once a process: many files want the same. */
function candlesOf(base: string, from: number, rows: number): Candles {
  const key = `${base} ${from} ${rows}`
  const candles = made.get(key) ?? simulateCandles('market', { seed: 3, from, rows, base })
  made.set(key, candles)
  return candles
}

/** The command that trains on such a workspace, for more options to follow. */
export function trainArgs(base = 'one,two'): string[] {
  return ['train', '--base', base, ...'--features F2cond20 --target T10up5low30min --sets sets.csv'.split(' ')]
}
