import type { Classifier } from '../../classifier/classifier-files.js'
import { float32ColumnOf, makeFrame, type Frame } from '../../core/frame.js'
import { rangeOf, type Grid } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import type { Base } from '../../config/markets.js'
import { computeEventMask, isEvent, type EventSampler } from '../../datasets/event-sampler.js'
import { columnHistory, lagSpan, type FeatureSet } from '../../features/feature-set.js'
import type { Scorer } from '../../nets/scorer.js'
import { predict } from '../../classifier/predict.js'
import type { DerivedSource } from '../../store/derived/derived-lineage.js'
import { openNeededCandles } from '../../store/derived/needed-candles.js'
import type { RowComputer } from '../../store/derived/derived-month.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { Target } from '../../targets/target.js'
import { maskNonEvents } from '../../workspace/rows/labelled-series.js'
import type { DayFrames, MinuteSeries } from './day-frames.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'

/** What series are computed with. */
export interface SeriesContext {
  readonly store: CandleStore
  readonly computer: RowComputer
  readonly days: DayFrames
}

/** The stored columns of a feature set, lags not expanded. */
export function createFeatureSeries(
  context: SeriesContext,
  { market }: Base,
  { value, sourceHash }: HashedDefinition<FeatureSet>,
): MinuteSeries {
  const history = columnHistory(value)
  return createDerivedSeries(context, {
    kind: 'features',
    definition: value,
    sourceHash,
    market,
    columnHistory: history,
    horizon: 0,
  })
}

/** Labels of a target; the last `horizon` ones are not final. */
export function createLabelSeries(
  context: SeriesContext,
  { market }: Base,
  { value, sourceHash }: HashedDefinition<Target>,
): MinuteSeries {
  const { history, horizon } = value
  return createDerivedSeries(context, {
    kind: 'targets',
    definition: value,
    sourceHash,
    market,
    columnHistory: history,
    horizon,
  })
}

function createDerivedSeries({ store, computer }: SeriesContext, source: DerivedSource): MinuteSeries {
  const { definition, market, columnHistory: history, horizon } = source
  const needed = openNeededCandles(store, source)
  return {
    key: `${source.kind}/${definition.id}/${source.sourceHash}`,
    market,
    needed,
    history,
    horizon,
    compute: async ({ calendar, first, rows }) => {
      const from = calendar.timeAt(first - history)
      const candles = await needed.read({ from, to: calendar.timeAt(first + rows + horizon) })
      return computer.compute(source, candles)
    },
  }
}

/** A classifier made ready for a base. */
export interface ScoringParts {
  readonly classifier: Classifier
  readonly features: HashedDefinition<FeatureSet>
  readonly sampler: HashedDefinition<EventSampler> | undefined
  readonly scorer: Scorer
}

/** Scores of a classifier: the Float32 columns hold, buy, sell; where its events decide, hold is certain between them. */
export function createScoreSeries(context: SeriesContext, base: Base, parts: ScoringParts): MinuteSeries {
  const { classifier, features, sampler, scorer } = parts
  const { value: set } = features
  const raw = createFeatureSeries(context, base, features)
  const reach = lagSpan(set) + scorer.window - 1
  return {
    key: `scores/${sha256(classifier.model)}/${features.sourceHash}/${sampler?.sourceHash ?? ''}/${base.name}`,
    market: base.market,
    needed: raw.needed,
    history: Math.max(raw.history + reach, sampler?.value.history ?? 0),
    horizon: 0,
    compute: async (grid) => {
      const { calendar, first } = grid
      const { to } = rangeOf(grid)
      const frame = await context.days.frame(raw, { from: calendar.timeAt(first - reach), to })
      if (!frame) throw new RangeError(`${set.id} gives no rows for scores of ${base.name}`)
      const request = { base: base.name, featureSet: set, features: frame, range: rangeOf(grid) }
      const scores = await predict(classifier, scorer, request)
      return maskUndecided(scores, await readEvents(context.store, base, sampler?.value, scores.grid))
    },
  }
}

async function readEvents(
  store: CandleStore,
  { market }: Base,
  sampler: EventSampler | undefined,
  grid: Grid,
): Promise<Uint8Array | undefined> {
  if (!sampler) return undefined
  const { calendar, first, rows } = grid
  const from = calendar.timeAt(first - sampler.history)
  const mask = computeEventMask(sampler, await store.read(market, { from, to: calendar.timeAt(first + rows) }))
  return Uint8Array.from({ length: rows }, (_, row) => (isEvent(mask, first + row) ? 1 : 0))
}

function maskUndecided(scores: Frame, events: Uint8Array | undefined): Frame {
  const pick = (name: string): Float32Array => float32ColumnOf(scores, name)
  const decided = maskNonEvents({ hold: pick('hold'), buy: pick('buy'), sell: pick('sell') }, events)
  return makeFrame(scores.grid, [
    ['hold', decided.hold],
    ['buy', decided.buy],
    ['sell', decided.sell],
  ])
}
