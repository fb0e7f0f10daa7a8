import { join, resolve } from 'node:path'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import type { Base } from '../../config/markets.js'
import type { Candles } from '../../core/candles.js'
import { float32ColumnOf } from '../../core/frame.js'
import { rangeOf, rowAt, timeAt } from '../../core/grid.js'
import { RequestError } from '../../core/request-error.js'
import { computeEventMask } from '../../datasets/event-sampler.js'
import { entryOf } from '../../definitions/catalog.js'
import { sourceChange, withSourceHash } from '../../definitions/hashed-definition.js'
import { featureCatalog } from '../../features/catalog.js'
import { openThreadedScorer } from '../../nets/threaded-scorer.js'
import type { RowScores } from '../../trading/backtest/backtest-options.js'
import type { Thresholds } from '../../trading/signal.js'
import { readPredictions } from '../assess/predictions.js'
import { computeThreads } from '../compute/compute-pool.js'
import type { WorkspaceContext } from '../context.js'
import { testRangesOf } from '../ledger/require-open-sets.js'
import type { NamedTestRanges } from '../ledger/seal.js'
import type { WorkspaceSources } from '../rows/data-sources.js'
import { maskNonEvents } from '../rows/labelled-series.js'
import { findEventSampler } from '../rows/plan-rows.js'
import { openScoreFrames } from '../rows/score-frames.js'
import { resolveThresholds } from '../trade/resolve-thresholds.js'
import type { BacktestSettings } from './request.js'

/** What a backtest decides by. */
export interface SignalSource {
  /** A classifier or a file; undefined where nothing is scored. */
  readonly name: string | undefined
  /** What the ledger says of a look. */
  readonly subject: string
  readonly classifier?: Classifier
  readonly thresholds: Thresholds
  /** Names of the bases that it has scores of; empty: it needs none. */
  readonly bases: readonly string[]
  /** Candles before the current one that a decision needs. */
  readonly history: number
  readonly sets: ClassifierDescription['sets']
  readonly named: readonly NamedTestRanges[]
  /** Scores of the rows of these candles; undefined where a base never has a signal. */
  readonly scoresOf: (base: Base, candles: Candles) => Promise<RowScores | undefined>
  readonly close: () => Promise<void>
}

/** Opens what a request decides by. Throws RequestError where it names none, or more than one. */
export async function openSignalSource(
  settings: BacktestSettings,
  context: WorkspaceContext,
  sources: WorkspaceSources,
): Promise<SignalSource> {
  const { classifier, predictions, strategy } = settings
  if (strategy !== 'scores') {
    const given = Object.entries({ classifier, predictions }).find(([, value]) => value !== undefined)
    if (given) throw new RequestError(`{strategy} ${strategy} follows no scores; leave out {${given[0]}}`)
    return baseline(strategy)
  }
  if (classifier !== undefined && predictions !== undefined)
    throw new RequestError(`both the classifier ${classifier} and {predictions}; give one of the two`)
  if (classifier !== undefined) return openClassifier(classifier, settings, context, sources)
  if (predictions !== undefined) return openPredictions(predictions, settings, context)
  throw new RequestError('nothing to follow; name a classifier, or give {predictions} FILE, or {strategy} holding')
}

const NO_SETS: ClassifierDescription['sets'] = { training: [], validation: [], test: [] }

function baseline(strategy: 'holding' | 'none'): SignalSource {
  return {
    name: undefined,
    subject: `strategy ${strategy}`,
    thresholds: { buy: 0.5, sell: 0.5 },
    bases: [],
    history: 0,
    sets: NO_SETS,
    named: [],
    scoresOf: async (_base, { grid }) => {
      if (strategy === 'none') return undefined
      const nothing = new Float32Array(grid.rows)
      return { hold: nothing, buy: new Float32Array(grid.rows).fill(1), sell: nothing }
    },
    close: async () => {},
  }
}

async function openPredictions(
  file: string,
  { buy, sell, bases: requested }: BacktestSettings,
  { workspace, signal }: WorkspaceContext,
): Promise<SignalSource> {
  if (buy === undefined || sell === undefined)
    throw new RequestError('{predictions} come without thresholds; give both {buy} and {sell}')
  const names = requested.map((name) => name.toLowerCase())
  const { series, source } = await readPredictions(resolve(workspace.directory, file), names, signal)
  return {
    name: source.name,
    subject: `predictions ${source.name}`,
    thresholds: { buy, sell },
    bases: series.map(({ base }) => base),
    history: 0,
    sets: NO_SETS,
    named: [],
    scoresOf: async ({ name }, { grid }) => {
      const found = series.find(({ base }) => base === name)
      if (!found) return undefined
      const scores = emptyScores(grid.rows)
      found.time.forEach((time, index) => {
        const row = rowAt(grid, time)
        if (row < 0 || row >= grid.rows) return
        for (const column of COLUMNS) scores[column][row] = found[column][index] ?? Number.NaN
      })
      return scores
    },
    close: async () => {},
  }
}

async function openClassifier(
  id: string,
  settings: BacktestSettings,
  context: WorkspaceContext,
  sources: WorkspaceSources,
): Promise<SignalSource> {
  const { workspace, log } = context
  const classifier = await loadClassifier(join(workspace.classifierFolder, id))
  const { description, model } = classifier
  const { thresholds } = resolveThresholds({ settings: { ...settings, classifier: id }, classifier })
  const features = await withSourceHash(
    entryOf(
      await featureCatalog({ workspace: workspace.directory, id: description.features.id }),
      'feature set',
      description.features.id,
    ),
  )
  const change = sourceChange(features.value.id, id, description.features.sourceHash, features.sourceHash)
  if (change !== undefined) log(change)
  const sampler = (await findEventSampler(description.events?.id, workspace.directory))?.value
  const scorer = await openThreadedScorer(model, { threads: computeThreads(), device: settings.device })
  const frames = openScoreFrames(
    { name: id, classifier, features, scorer, device: settings.device, warn: log },
    sources,
  )
  const history = Math.max(features.value.history + scorer.window - 1, sampler?.history ?? 0)
  return {
    name: id,
    subject: `classifier ${id}`,
    classifier,
    thresholds,
    bases: description.bases.map(({ name }) => name),
    history,
    sets: description.sets,
    named: [testRangesOf(id, description)],
    scoresOf: async (base, candles) => {
      const { grid } = candles
      const scores = emptyScores(grid.rows)
      if (grid.rows <= history) return scores
      const frame = await frames.frame(base, { from: timeAt(grid, history), to: rangeOf(grid).to })
      for (const column of COLUMNS) scores[column].set(float32ColumnOf(frame, column), frame.grid.first - grid.first)
      if (!sampler) return scores
      const mask = computeEventMask(sampler, candles)
      const events = new Uint8Array(grid.rows)
      events.set(mask.events, mask.grid.first - grid.first)
      return maskNonEvents(scores, events)
    },
    close: () => scorer.close(),
  }
}

const COLUMNS = ['hold', 'buy', 'sell'] as const

function emptyScores(rows: number): RowScores {
  const column = (): Float32Array => new Float32Array(rows).fill(Number.NaN)
  return { hold: column(), buy: column(), sell: column() }
}
