import { join } from 'node:path'
import { UserError } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceState } from './api.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import { listStoredFrames } from '../../store/derived/stored-frames.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { pathExists } from '../../store/files/paths.js'
import { listNames } from '../../store/files/paths.js'
import { SETS_FILE } from '../../workspace/rows/resolve-splits.js'
import { CONFIG_FILE } from '../../workspace/context.js'
import type { DashboardContext } from '../dashboard-context.js'
import { readDataOverview } from '../data/queries.js'

/** What a workspace has now. Throws UserError where its configuration is not valid. */
export async function readWorkspaceState({ directory, workspace }: DashboardContext): Promise<WorkspaceState> {
  const opened = await workspace()
  const { dataFolder, classifierFolder, reportFolder, bookFile } = opened
  const { markets, noUpdate } = await readDataOverview(opened)
  const ranges = markets.flatMap(({ range }) => range ?? [])
  const candleStore = openCandleStore(dataFolder)
  const stored = await candleStore.markets()
  const frames = (await Promise.all(stored.map((market) => listStoredFrames(dataFolder, market)))).flat()
  const idsOf = (kind: 'features' | 'targets'): string[] => [
    ...new Set(frames.flatMap((one) => (one.kind === kind ? [one.id] : []))),
  ]
  return {
    configured: await pathExists(join(directory, CONFIG_FILE)),
    empty: (await listNames(directory)).length === 0,
    simulated: noUpdate !== null,
    bases: markets.map(({ base }) => base),
    candles: await countCandles(candleStore, stored),
    range:
      ranges.length === 0
        ? null
        : { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) },
    features: idsOf('features'),
    targets: idsOf('targets'),
    sets: await pathExists(join(directory, SETS_FILE)),
    classifiers: [...(await listArtefacts(classifierFolder))],
    reports: (await listNames(reportFolder)).filter((name) => name.endsWith('.html')),
    traded: await pathExists(bookFile),
    damaged: markets.reduce((sum, { damaged }) => sum + damaged.length, 0),
    errors: markets.flatMap(({ error }) => error ?? []),
  }
}

/** The number of stored candles that a source has; minutes that were filled are none, and what cannot be read counts nothing. */
async function countCandles(store: CandleStore, markets: readonly Market[]): Promise<number> {
  let count = 0
  for (const market of markets) count += await countMarket(store, market)
  return count
}

async function countMarket(store: CandleStore, market: Market): Promise<number> {
  try {
    const { columns } = await store.readColumns(market, ['filled'])
    const filled = columns.get('filled')
    if (!filled) throw new RangeError(`${marketPath(market)} has no column filled`)
    let count = 0
    for (const value of filled) if (value === 0) count++
    return count
  } catch (error) {
    // The page tells of it by the errors of the markets.
    if (error instanceof UserError) return 0
    throw error
  }
}
