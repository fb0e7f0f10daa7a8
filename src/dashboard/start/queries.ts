import { join } from 'node:path'
import { MINUTE } from '../../core/time.js'
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
  const stored = await openCandleStore(dataFolder).markets()
  const frames = (await Promise.all(stored.map((market) => listStoredFrames(dataFolder, market)))).flat()
  const idsOf = (kind: 'features' | 'targets'): string[] => [
    ...new Set(frames.flatMap((one) => (one.kind === kind ? [one.id] : []))),
  ]
  return {
    configured: await pathExists(join(directory, CONFIG_FILE)),
    empty: (await listNames(directory)).length === 0,
    simulated: noUpdate !== null,
    bases: markets.map(({ base }) => base),
    minutes: ranges.reduce((sum, { from, to }) => sum + (to - from) / MINUTE, 0),
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
