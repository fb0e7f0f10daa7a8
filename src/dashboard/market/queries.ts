import { openCandleStore } from '../../store/candles/candle-store.js'
import type { CandleStore } from '../../store/candles/store.js'
import { openScorer } from '../../nets/scorer.js'
import type { MarketSource } from './market-source.js'
import { openComputePool, type ComputePool, computeThreads } from '../../workspace/compute/compute-pool.js'
import { samplerOf } from '../../workspace/train/training-request.js'
import type { Workspace } from '../../workspace/workspace.js'
import type { DashboardContext } from '../dashboard-context.js'
import { openBarStore, type BarStore } from './bar-store.js'
import { candleView } from './candle-view.js'
import { savedClassifier, thresholdsOf } from './classifier-list.js'
import { openDayFrames, type DayFrames } from './day-frames.js'
import { openDefinitionCache } from './definition-cache.js'
import { figureTable } from './figure-table.js'
import { linesView } from './lines-view.js'
import { listedBases, storedBase } from './listed-bases.js'
import { marketOverview } from './market-overview.js'
import type { ScoringParts, WorkTools } from './minute-works.js'
import { featureView, labelView, signalView } from './overlay-views.js'

const MEGABYTE = 1 << 20
/** Memory that bars and computed minutes may take. */
const BARS_LIMIT = 192 * MEGABYTE
const FRAMES_LIMIT = 96 * MEGABYTE

/** What is kept of one data folder. */
interface Desk extends WorkTools {
  readonly workspace: Workspace
  readonly store: CandleStore
  readonly bars: BarStore
  readonly days: DayFrames
}

/** The market page's view of a workspace, as its configuration and its data are at each question. */
export function marketSource(context: DashboardContext): MarketSource {
  const definitions = openDefinitionCache(context.directory)
  const computer = openComputePool(computeThreads(), context.directory)
  const deskOf = openDesks(context, computer)
  const stored = async (name: string) => {
    const desk = await deskOf()
    return { desk, ...(await storedBase(desk.workspace.config, desk.store, name)) }
  }
  return {
    update: ['update-history'],
    overview: async () => marketOverview(await deskOf(), definitions),
    figures: async (at) => {
      const { workspace, store } = await deskOf()
      return figureTable(workspace.config, store, await listedBases(workspace.config, store), at)
    },
    candles: async (query) => {
      const { desk, base, range, error } = await stored(query.base)
      const view = await candleView(desk.bars, base, range, query)
      return error === undefined ? view : { ...view, errors: [error, ...view.errors] }
    },
    lines: async (name, at) => {
      const { desk, base, range } = await stored(name)
      return linesView(desk.store, base, range, at)
    },
    labels: async (query, target) => {
      const { desk, base } = await stored(query.base)
      return labelView(desk, base, await definitions.target(target), query)
    },
    feature: async (query, set, column) => {
      const { desk, base } = await stored(query.base)
      return featureView(desk, base, await definitions.featureSet(set), column, query)
    },
    signals: async (query, id, asked) => {
      const { desk, base } = await stored(query.base)
      const classifier = await savedClassifier(desk.workspace, id)
      const { description } = classifier
      const scorer = await openScorer(classifier.model)
      try {
        const parts: ScoringParts = {
          classifier,
          scorer,
          features: await definitions.featureSet(description.features.id),
          sampler: await samplerOf(description.events?.id, context.directory),
        }
        const thresholds = { ...thresholdsOf(description, desk.workspace.config.thresholds), ...asked }
        return await signalView(desk, base, parts, thresholds, query)
      } finally {
        await scorer.close()
      }
    },
    news: async () => {
      const { workspace, store } = await deskOf()
      const bases = await listedBases(workspace.config, store)
      return { ends: Object.fromEntries(bases.flatMap(({ name, range }) => (range ? [[name, range.to]] : []))) }
    },
    close: () => computer.close(),
  }
}

/** What is kept begins anew where the configuration turns to another data folder or other limits. */
function openDesks(context: DashboardContext, computer: ComputePool): () => Promise<Desk> {
  let kept: { readonly key: string; readonly desk: Omit<Desk, 'workspace'> } | undefined
  return async () => {
    const workspace = await context.workspace()
    const { dataFolder, config } = workspace
    const key = `${dataFolder}\n${config.gaps.outageMinutes}`
    if (kept?.key !== key) {
      const store = openCandleStore(dataFolder)
      const bars = openBarStore(store, { limit: BARS_LIMIT, outageMinutes: config.gaps.outageMinutes })
      kept = { key, desk: { store, bars, computer, days: openDayFrames(FRAMES_LIMIT) } }
    }
    return { ...kept.desk, workspace }
  }
}
