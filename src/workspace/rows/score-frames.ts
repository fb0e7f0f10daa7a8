import { scalerOf, sha256Hex, type Classifier } from '../../classifier/classifier-files.js'
import { predict } from '../../classifier/predict.js'
import { priorCounts } from '../../classifier/probabilities.js'
import type { Base } from '../../config/markets.js'
import type { Device } from '../../config/training-fields.js'
import type { Frame } from '../../core/frame.js'
import { rangeOf } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import { calendarOf } from '../../core/market.js'
import { silentProgress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import type { HashedDefinition } from '../../definitions/hashed-definition.js'
import { lagSpan, type FeatureSet } from '../../features/feature-set.js'
import type { Scorer } from '../../nets/scorer.js'
import { findChangedDays } from '../../store/derived/changed-days.js'
import type { RowComputer } from '../../store/derived/derived-month.js'
import { openDerivedStore, type DerivedRequest } from '../../store/derived/derived-store.js'
import { featureRequest } from './base-rows.js'
import type { DataSources } from './data-sources.js'

/** Raised where the same model gives other bits of the same features than before. */
const SCORING_VERSION = 1
/** Days that a message names. */
const MAX_DAYS = 5

/** Whose scores they are, and what makes them. */
export interface ScoreFrameOptions {
  /** The classifier's name. */
  readonly name: string
  readonly classifier: Classifier
  /** The classifier's feature set as it is now. */
  readonly features: HashedDefinition<FeatureSet>
  readonly scorer: Scorer
  readonly device?: Device | undefined
  /** Is told which days of candles have changed since scores were stored. */
  readonly warn: (line: string) => void
}

/**
 * The scores of a classifier by base and minute, for whoever judges or trades on them. They are kept like features, one file a month in
 * `scores/<classifier>`, with the hash of what made them and of each day of candles: any time is scored once, whatever range was asked
 * for, and those of a minute have the same bits in any range. Where candles have changed, they are made again.
 */
export interface ScoreFrames {
  /**
   * Scores and probabilities over `range`, cut to what the candles give: the Float32 columns of `predict`. Minutes of an outage have scores
   * too: nobody may trade there, and gaps end a range of rows as they do for labels. Throws UserError where no minute is left, and where
   * another process writes them.
   */
  frame(base: Base, range: TimeRange): Promise<Frame>
}

export function openScoreFrames(options: ScoreFrameOptions, sources: DataSources): ScoreFrames {
  const { dataFolder } = sources
  return {
    frame: async (base, range) => {
      const computer = scoreComputer(options, base, sources)
      if (dataFolder === undefined) return scoreRange(options, base, range, sources)
      const request = { ...scoreRequest(options, base, sources), range }
      const days = await findChangedDays(dataFolder, sources.candles, request)
      if (days.length > 0) options.warn(changedText(options.name, base, days))
      return openDerivedStore(dataFolder, sources.candles, computer).frame(request)
    },
  }
}

/** What to ask the store for: a definition of its own whose rows the computer alone can make. */
function scoreRequest(
  { name, classifier, features, scorer, device = 'cpu' }: ScoreFrameOptions,
  { name: base, market }: Base,
  { progress, signal }: DataSources,
): DerivedRequest<'scores'> {
  const { value: set, sourceHash } = features
  const { description, model } = classifier
  const { center, scale } = scalerOf(description, base)
  const maker = [SCORING_VERSION, device, sourceHash, description.classes, priorCounts(description) ?? null]
  const history = set.history + scorer.window - 1
  return {
    kind: 'scores',
    definition: {
      id: name,
      version: SCORING_VERSION,
      history,
      ...(set.needs ? { needs: set.needs } : { reads: ['close'] }),
      compute: () => {
        throw new Error('scores are computed by their own computer')
      },
    },
    sourceHash: sha256(sha256Hex(model), JSON.stringify([maker, [...center], [...scale]])),
    market,
    columnHistory: history,
    horizon: 0,
    progress,
    signal,
  }
}

/** Scores the minutes that the candles have all of the history of; the candles themselves are those of the features. */
function scoreComputer(options: ScoreFrameOptions, base: Base, sources: DataSources): RowComputer<'scores'> {
  return {
    parallel: 1,
    isOnly: true,
    compute: ({ columnHistory }, { grid }) => {
      const from = grid.calendar.timeAt(grid.first + columnHistory)
      return scoreRange(options, base, { from, to: rangeOf(grid).to }, sources)
    },
  }
}

async function scoreRange(
  { classifier, features, scorer }: ScoreFrameOptions,
  base: Base,
  range: TimeRange,
  sources: DataSources,
): Promise<Frame> {
  const { value: featureSet } = features
  const request = featureRequest(sources, base, features)
  const calendar = calendarOf(base.market)
  const from = calendar.timeAt(calendar.ordinalAt(range.from) - lagSpan(featureSet) - scorer.window + 1)
  const frame = await sources.derived.frame({ ...request, range: { from, to: range.to } })
  const prediction = { base: base.name, featureSet, features: frame, range, progress: silentProgress }
  return predict(classifier, scorer, { ...prediction, signal: sources.signal })
}

function changedText(name: string, { name: base }: Base, days: readonly number[]): string {
  const named = days.slice(0, MAX_DAYS).map((day) => new Date(day).toISOString().slice(0, 10))
  const more = days.length > MAX_DAYS ? ` and ${days.length - MAX_DAYS} more days` : ''
  return `candles of ${base} have changed since scores of ${name} were stored: those of ${named.join(', ')}${more}; what reads them is scored again`
}
