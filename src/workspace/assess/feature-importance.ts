import {
  permutationImportance,
  type FeatureImportance,
  type ScoredFeatures,
} from '../../assessment/attribution/feature-importance.js'
import { isDecided, type ScoredSeries } from '../../assessment/scored-series.js'
import type { TradeRule } from '../../assessment/simulate-trades.js'
import { loadClassifier } from '../../classifier/classifier-files.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { predict } from '../../classifier/predict.js'
import type { Device } from '../../config/training-fields.js'
import { CancelledError } from '../../core/errors.js'
import { fillFrom } from '../../core/fill-from.js'
import { float32ColumnOf, type Frame } from '../../core/frame.js'
import { rowAt } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import { silentProgress } from '../../core/progress.js'
import { entryOf } from '../../definitions/catalog.js'
import { withSourceHash } from '../../definitions/hashed-definition.js'
import { featureCatalog } from '../../features/catalog.js'
import { lagSpan, type FeatureSet } from '../../features/feature-set.js'
import { openThreadedScorer } from '../../nets/threaded-scorer.js'
import { computeThreads } from '../compute/compute-pool.js'
import type { WorkspaceContext } from '../context.js'
import { featureRequest } from '../rows/base-rows.js'
import { openDataSources } from '../rows/data-sources.js'

export interface ImportanceRequest {
  /** Folder of the classifier. */
  readonly folder: string
  /** As it was assessed, with its fills. */
  readonly series: readonly ScoredSeries[]
  readonly rule: TradeRule
  /** Whether scores are certain of hold where nothing is decided. */
  readonly atEvents: boolean
  readonly device: Device
  readonly seed: number
}

const DRAWS = 5

/** Scores the rows of a classifier again and again, each time with one column of its features permuted. */
export async function featureImportance(
  request: ImportanceRequest,
  context: WorkspaceContext,
): Promise<FeatureImportance> {
  const { rule, seed, atEvents, device } = request
  const classifier = await loadClassifier(request.folder)
  const scorer = await openThreadedScorer(classifier.model, { threads: computeThreads(), device })
  try {
    const { featureSet, bases } = await loadFeatures(request, classifier.description, scorer.window, context)
    const task = context.progress.start('importance of features', DRAWS * featureSet.columns.length, 'assessments')
    const importance = await permutationImportance(bases, {
      rule,
      seed,
      draws: DRAWS,
      rescore: async ({ series }, features) => {
        const { calendar, first, rows } = features.grid
        const range = { from: series.time[0] ?? 0, to: calendar.timeAt(first + rows) }
        const prediction = { base: series.base, featureSet, features, range, progress: silentProgress }
        return withScores(series, await predict(classifier, scorer, prediction), atEvents)
      },
      onGain: (done) => {
        task.update(done)
        if (context.signal.aborted) throw new CancelledError('importance of features')
      },
    })
    task.end()
    return importance
  } finally {
    await scorer.close()
  }
}

/** The features that each series was scored from, with the rows before them that lags and the net's window read. */
async function loadFeatures(
  { series }: ImportanceRequest,
  description: ClassifierDescription,
  window: number,
  context: WorkspaceContext,
): Promise<{ readonly featureSet: FeatureSet; readonly bases: readonly ScoredFeatures[] }> {
  const { id } = description.features
  const sources = openDataSources(context)
  try {
    const catalog = await featureCatalog({ workspace: context.workspace.directory, id })
    const features = await withSourceHash(entryOf(catalog, 'feature set', id))
    const before = lagSpan(features.value) + window - 1
    const bases: ScoredFeatures[] = []
    for (const one of series) {
      const base = description.bases.find(({ name }) => name === one.base)
      if (!base) throw new Error(`no market of base ${one.base}`)
      const calendar = calendarOf(base.market)
      const [first, last] = [one.time[0] ?? 0, one.time.at(-1) ?? 0].map((time) => calendar.ordinalAt(time))
      const range = { from: calendar.timeAt((first ?? 0) - before), to: calendar.timeAt((last ?? 0) + 1) }
      const frame = await sources.derived.frame({ ...featureRequest(sources, base, features), range })
      bases.push({ series: one, features: frame })
    }
    return { featureSet: features.value, bases }
  } finally {
    await sources.stopThreads()
  }
}

/** The rows of a series with the scores of a frame; where nothing was decided hold stays certain. */
function withScores(series: ScoredSeries, scores: Frame, atEvents: boolean): ScoredSeries {
  const isScored = (row: number): boolean => !atEvents || isDecided(series, row)
  const pick = (name: 'hold' | 'buy' | 'sell'): Float32Array => {
    const values = float32ColumnOf(scores, name)
    return fillFrom(new Float32Array(series.time.length), (row) =>
      isScored(row) ? (values[rowAt(scores.grid, series.time[row] ?? 0)] ?? Number.NaN) : (series[name][row] ?? 0),
    )
  }
  return { ...series, hold: pick('hold'), buy: pick('buy'), sell: pick('sell') }
}
