import type { AssessmentSource } from '../../assessment/report/report-data.js'
import type { RowBars, ScoredSeries } from '../../assessment/scored-series.js'
import type { Classifier } from '../../classifier/classifier-files.js'
import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { priorCounts } from '../../classifier/probabilities.js'
import type { Device } from '../../config/training-fields.js'
import type { Base } from '../../config/markets.js'
import { entryOf } from '../../definitions/catalog.js'
import type { Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { NO_EXITS, isDecidedInCandles, type ExitRules } from '../../core/exit-rules.js'
import { marketPath } from '../../core/market.js'
import { RequestError } from '../../core/request-error.js'
import { fillFrom } from '../../core/fill-from.js'
import { float32ColumnOf } from '../../core/frame.js'
import { intersect, isoMinute } from '../../core/time.js'
import { ordinalsOf, type RowReach, type SetRows } from '../../datasets/set-rows.js'
import type { SetType } from '../../datasets/split-sets.js'
import type { EventSampler } from '../../datasets/event-sampler.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { openThreadedScorer } from '../../nets/threaded-scorer.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'
import { sourceChange, withSourceHash, type HashedDefinition } from '../../definitions/hashed-definition.js'
import { computeThreads } from '../compute/compute-pool.js'
import { loadLabelledCandles, type BaseLabels } from '../rows/base-rows.js'
import type { DataSources } from '../rows/data-sources.js'
import { maskNonEvents, buildUnscoredSeries } from '../rows/labelled-series.js'
import { chooseSetRows } from '../rows/long-gaps.js'
import { findEventSampler } from '../rows/plan-rows.js'
import { openScoreFrames, type ScoreFrames } from '../rows/score-frames.js'
import type { ScoredRows } from './result.js'

export interface ScoreRequest {
  /** For the report's title. */
  readonly name: string
  readonly classifier: Classifier
  /** Default: test where any base has rows of it, else validation. */
  readonly set?: SetType | undefined
  /** Names; empty: all that the classifier was trained on. */
  readonly bases: readonly string[]
  /** What sells a position without a signal, for the target of the scores; default: nothing. */
  readonly exitsOf?: (target: Target) => ExitRules
  /** Where scores are computed; default cpu. */
  readonly device?: Device
}

/** What a classifier was made with, looked up again. */
interface Definitions {
  readonly features: HashedDefinition<FeatureSet>
  readonly target: HashedDefinition<Target>
  readonly sampler: EventSampler | undefined
  /** Minutes that the net looks at. */
  readonly window: number
  readonly reach: RowReach
}

/**
 * Scores the rows of one of the classifier's own sets. The cell is the one that the validation set chose. `warn` is told
 * what a user should know, such as a base without rows in the set. Throws UserError where no base has any.
 */
export async function scoreClassifier(
  request: ScoreRequest,
  sources: DataSources,
  warn: (line: string) => void,
): Promise<ScoredRows> {
  const { description } = request.classifier
  const chosen = selectBases(description, request.bases)
  const { device } = request
  const scorer = await openThreadedScorer(request.classifier.model, { threads: computeThreads(), device })
  try {
    const definitions = await findDefinitions(description, scorer.window, sources.workspace, warn)
    const { set, loaded } = await loadSet(request, chosen, definitions, sources, warn)
    const exits = request.exitsOf?.(definitions.target.value) ?? NO_EXITS
    const series: ScoredSeries[] = []
    const { features } = definitions
    const frames = openScoreFrames({ ...request, features, scorer, warn }, sources)
    for (const one of loaded) series.push(await scoreSeries(frames, one, isDecidedInCandles(exits)))
    const cell = selectedThresholds(description)
    if (!cell)
      warn('no thresholds were chosen for this classifier; where none are given the best cell in hindsight is shown')
    return {
      series,
      exits,
      source: { ...describeSource(request.name, set, chosen), cellChosenBy: cell ? 'validation' : 'hindsight' },
      ...(cell && { cell }),
      horizon: definitions.target.value.horizon,
      markets: chosen.map(({ market }) => marketPath(market)),
      calibration: { counts: priorCounts(description), atEvents: description.events !== undefined },
      candles: new Map(loaded.map(({ base }) => [base.base.name, base.candles])),
      history: description.history.map(({ epoch, loss, gain }) => ({
        epoch,
        loss,
        validationGain: gain,
        kept: epoch === description.selection.epoch,
      })),
    }
  } finally {
    await scorer.close()
  }
}

async function findDefinitions(
  description: ClassifierDescription,
  window: number,
  workspace: string | undefined,
  warn: (line: string) => void,
): Promise<Definitions> {
  const featureSets = await featureCatalog({ workspace, id: description.features.id })
  const targets = await targetCatalog({ workspace, id: description.target.id })
  const features = await withSourceHash(entryOf(featureSets, 'feature set', description.features.id))
  const target = await withSourceHash(entryOf(targets, 'target', description.target.id))
  const events = await findEventSampler(description.events?.id, workspace)
  const pairs = [
    [features, description.features],
    [target, description.target],
    [events, description.events],
  ] as const
  for (const [now, then] of pairs) {
    const change = now && sourceChange(now.value.id, 'the classifier', then?.sourceHash, now.sourceHash)
    if (change !== undefined) warn(change)
  }
  const sampler = events?.value
  const reach = {
    featureHistory: Math.max(features.value.history + window - 1, sampler?.history ?? 0),
    labelHistory: target.value.history,
    labelHorizon: target.value.horizon,
    embargo: description.embargo,
  }
  return { features, target, sampler, window, reach }
}

function selectBases(description: ClassifierDescription, names: readonly string[]): Base[] {
  if (names.length === 0) return [...description.bases]
  return names.map((name) => {
    const found = description.bases.find((base) => base.name === name)
    if (found) return found
    const known = description.bases.map((base) => base.name).join(', ')
    throw new UserError(`this classifier was not trained on base ${name}; it knows ${known}`)
  })
}

/** A base with rows in the set. */
interface LoadedRows {
  readonly base: BaseLabels<Candles>
  readonly rows: SetRows
}

interface LoadedSet {
  readonly set: SetType
  readonly loaded: readonly LoadedRows[]
}

async function loadSet(
  request: ScoreRequest,
  bases: readonly Base[],
  definitions: Definitions,
  sources: DataSources,
  warn: (line: string) => void,
): Promise<LoadedSet> {
  const { sets } = request.classifier.description
  const candidates: readonly SetType[] = request.set ? [request.set] : ['test', 'validation']
  for (const set of candidates) {
    const loaded: LoadedRows[] = []
    for (const base of bases) {
      const rows = await loadRows(request, set, base, definitions, sources)
      if (rows) loaded.push(rows)
      else if (sets[set].length > 0) warn(`base ${base.name} has no rows in the ${set} set`)
    }
    if (loaded.length > 0) return { set, loaded }
  }
  const [set = 'validation'] = candidates
  const ranges = sets[set].map(({ from, to }) => `${isoMinute(from)} to ${isoMinute(to)}`).join(', ') || 'no range'
  throw new RequestError(
    `nothing to assess: no base has rows in the ${set} set (${ranges}); import candles of that time, or choose another {set}`,
  )
}

async function loadRows(
  { classifier }: ScoreRequest,
  set: SetType,
  base: Base,
  { features, target, sampler, window, reach }: Definitions,
  sources: DataSources,
): Promise<LoadedRows | undefined> {
  const { sets } = classifier.description
  const stored = await sources.candles.range(base.market)
  if (!stored || !sets[set].some((range) => intersect(range, stored))) return undefined
  const loaded = await loadLabelledCandles(sources, { base, features, target, ranges: sets[set], sampler, window })
  const definitions = { features: features.value, target: target.value }
  const rows = chooseSetRows(set, sets, { base: base.name, extent: loaded.extent, definitions }, reach)
  return rows.rows > 0 ? { base: loaded, rows } : undefined
}

async function scoreSeries(frames: ScoreFrames, { base, rows }: LoadedRows, needsBars: boolean): Promise<ScoredSeries> {
  const { calendar } = base.candles.grid
  const ordinals = ordinalsOf(rows.runs)
  const range = { from: calendar.timeAt(ordinals[0] ?? 0), to: calendar.timeAt((ordinals.at(-1) ?? 0) + 1) }
  const scores = await frames.frame(base.base, range)
  const pick = (name: string): Float32Array => {
    const column = float32ColumnOf(scores, name)
    const rowOf = (i: number): number => (ordinals[i] ?? 0) - scores.grid.first
    return fillFrom(new Float32Array(ordinals.length), (i) => column[rowOf(i)] ?? Number.NaN)
  }
  const { events, ...series } = buildUnscoredSeries(base, rows)
  const scored = maskNonEvents({ hold: pick('hold'), buy: pick('buy'), sell: pick('sell') }, events)
  return { ...series, ...scored, ...(needsBars && { bars: barsOf(base.candles, ordinals) }) }
}

/** The candles of rows. */
function barsOf({ grid, open, high, low }: Candles, ordinals: Int32Array): RowBars {
  const pick = (column: Float64Array): Float64Array =>
    fillFrom(new Float64Array(ordinals.length), (i) => column[(ordinals[i] ?? 0) - grid.first] ?? Number.NaN)
  return { open: pick(open), high: pick(high), low: pick(low) }
}

function describeSource(name: string, set: SetType, bases: readonly Base[]): AssessmentSource {
  return {
    name,
    kind: 'classifier',
    set,
    usedForSelection: set === 'test' ? 'no' : 'yes',
    cellChosenBy: 'validation',
    simulated: bases.some(({ market }) => market.exchange === 'simulated'),
  }
}
