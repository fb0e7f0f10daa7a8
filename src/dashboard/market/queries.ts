import { openScorer } from '../../nets/scorer.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { computeThreads, openComputePool, type ComputePool } from '../../workspace/compute/compute-pool.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { testRangesOf } from '../../workspace/ledger/require-open-sets.js'
import { readSeal } from '../../workspace/ledger/seal.js'
import { findEventSampler } from '../../workspace/rows/plan-rows.js'
import type { DashboardContext } from '../dashboard-context.js'
import { openDefinitionCache } from '../definition-cache.js'
import { findBase, listBases } from '../list-bases.js'
import type {
  CandleView,
  FeatureView,
  FigureTable,
  LabelView,
  LinesView,
  MarketEnds,
  MarketOverview,
  SignalView,
  Span,
} from './api.js'
import { openBarStore, type BarStore } from './bar-store.js'
import { readCandleView } from './candle-view.js'
import { findClassifier, thresholdsOf } from './classifiers.js'
import { openDayFrames } from './day-frames.js'
import { computeFigureTable } from './figure-table.js'
import { readLinesView } from './lines-view.js'
import { readMarketOverview } from './market-overview.js'
import type { ScoringParts } from './minute-series.js'
import { computeFeatureView, computeLabelView, computeSignalView, type OverlayContext } from './overlay-views.js'

const MEGABYTE = 1 << 20
/** Memory that bars and computed minutes may take. */
const BARS_LIMIT = 192 * MEGABYTE
const FRAMES_LIMIT = 96 * MEGABYTE

/** A part of a base's time, in at most `points` bars. */
export interface ViewQuery extends Span {
  readonly base: string
  readonly points: number
}

/** What the market page shows: the workspace as its configuration and its data are at each call. */
export interface MarketQueries {
  overview(): Promise<MarketOverview>
  /** Key figures of all bases in the minute that is open at `at`; default: the last of each. */
  figures(at: number | undefined): Promise<FigureTable>
  candles(query: ViewQuery): Promise<CandleView>
  /** The regression lines that end in the minute that is open at `at`. */
  lines(base: string, at: number | undefined): Promise<LinesView>
  labels(query: ViewQuery, target: string): Promise<LabelView>
  signals(query: ViewQuery, classifier: string, thresholds: Partial<SignalView['thresholds']>): Promise<SignalView>
  feature(query: ViewQuery, set: string, column: string): Promise<FeatureView>
  /** The end of what each base has, for those who wait for more. */
  ends(): Promise<MarketEnds>
  close(): Promise<void>
}

/** What views of the market are made with; it holds what was read and computed of one data folder. */
interface MarketViewContext extends OverlayContext {
  readonly workspace: WorkspaceFolder
  readonly store: CandleStore
  readonly bars: BarStore
}

/** Methods reject with UserError where what is asked for is not there. */
export function openMarketQueries(context: DashboardContext): MarketQueries {
  const definitions = openDefinitionCache(context.directory)
  const computer = openComputePool(computeThreads(), context.directory)
  const openView = createViewContexts(context, computer)
  const openBase = async (name: string) => {
    const view = await openView()
    return { view, ...(await findBase(view.workspace.config, view.store, name)) }
  }
  return {
    overview: async () => readMarketOverview(await openView(), definitions),
    figures: async (at) => {
      const { workspace, store } = await openView()
      return computeFigureTable(workspace.config, store, await listBases(workspace.config, store), at)
    },
    candles: async (query) => {
      const { view, base, range, error } = await openBase(query.base)
      const candles = await readCandleView(view.bars, base, range, query)
      return error === undefined ? candles : { ...candles, errors: [error, ...candles.errors] }
    },
    lines: async (name, at) => {
      const { view, base, range } = await openBase(name)
      return readLinesView(view.store, base, range, at, view.workspace.config.gaps.outageMinutes)
    },
    labels: async (query, target) => {
      const { view, base } = await openBase(query.base)
      return computeLabelView(view, base, await definitions.target(target), query)
    },
    feature: async (query, set, column) => {
      const { view, base } = await openBase(query.base)
      return computeFeatureView(view, base, await definitions.featureSet(set), column, query)
    },
    signals: async (query, id, thresholds) => {
      const { view, base } = await openBase(query.base)
      const classifier = await findClassifier(view.workspace, id)
      const { description } = classifier
      const scorer = await openScorer(classifier.model)
      try {
        const parts: ScoringParts = {
          classifier,
          scorer,
          features: await definitions.featureSet(description.features.id),
          sampler: await findEventSampler(description.events?.id, context.directory),
        }
        const effective = { ...thresholdsOf(description, view.workspace.config.thresholds), ...thresholds }
        const named = [testRangesOf(id, description)]
        const { closed } = await readSeal({ workspace: view.workspace, clock: context.clock }, [base.market], named)
        return await computeSignalView(view, base, parts, { thresholds: effective, closed }, query)
      } finally {
        await scorer.close()
      }
    },
    ends: async () => {
      const { workspace, store } = await openView()
      const bases = await listBases(workspace.config, store)
      return { ends: Object.fromEntries(bases.flatMap(({ name, range }) => (range ? [[name, range.to]] : []))) }
    },
    close: () => computer.close(),
  }
}

/** What is held is dropped where the configuration turns to another data folder or other limits. */
function createViewContexts(context: DashboardContext, computer: ComputePool): () => Promise<MarketViewContext> {
  let last: { readonly key: string; readonly view: Omit<MarketViewContext, 'workspace' | 'gaps'> } | undefined
  return async () => {
    const workspace = await context.workspace()
    const { dataFolder, config } = workspace
    const key = `${dataFolder}\n${config.gaps.outageMinutes}`
    if (last?.key !== key) {
      const store = openCandleStore(dataFolder)
      const bars = openBarStore(store, { limit: BARS_LIMIT, outageMinutes: config.gaps.outageMinutes })
      last = { key, view: { store, bars, computer, days: openDayFrames(FRAMES_LIMIT) } }
    }
    return { ...last.view, workspace, gaps: config.gaps }
  }
}
