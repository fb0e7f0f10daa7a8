import { join } from 'node:path'
import { MINUTE } from '../../core/time.js'
import type { StartSource } from './start-source.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import { listStoredFrames } from '../../store/derived/derived-held.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import { pathExists } from '../../store/files/is-there.js'
import { listNames } from '../../store/files/names-in.js'
import { SETS_FILE } from '../../workspace/rows/read-sets.js'
import { CONFIG_FILE } from '../../workspace/workspace.js'
import type { DashboardContext } from '../dashboard-context.js'
import { dataOverview } from '../data/data-overview.js'

/** The start page's view of a workspace, as it is at each question. */
export function startSource({ directory, workspace }: Pick<DashboardContext, 'directory' | 'workspace'>): StartSource {
  return {
    async state() {
      const opened = await workspace()
      const { markets, noUpdate } = await dataOverview(opened)
      const ranges = markets.flatMap(({ range }) => range ?? [])
      const store = openCandleStore(opened.dataFolder)
      const held = (
        await Promise.all((await store.markets()).map((one) => listStoredFrames(opened.dataFolder, one)))
      ).flat()
      const idsOf = (kind: 'features' | 'targets'): string[] => [
        ...new Set(held.flatMap((one) => (one.kind === kind ? [one.id] : []))),
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
        classifiers: [...(await listArtefacts(opened.classifierFolder))],
        reports: (await listNames(opened.reportFolder)).filter((name) => name.endsWith('.html')),
        traded: await pathExists(opened.bookFile),
        damaged: markets.reduce((sum, { damaged }) => sum + damaged.length, 0),
        errors: markets.flatMap(({ error }) => error ?? []),
      }
    },
  }
}
