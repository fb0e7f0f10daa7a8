import { scalerOf, type Classifier } from './classifier-files.js'
import type { ClassifierDescription } from './description.js'
import { takeClassColumn, scoreRows } from './score-rows.js'
import { CancelledError, UserError } from '../core/errors.js'
import { makeFrame, type Column, type Frame } from '../core/frame.js'
import { ordinalFrom, timeAt, type Grid } from '../core/grid.js'
import { silentProgress, type Progress } from '../core/progress.js'
import { isoMinute, type TimeRange } from '../core/time.js'
import { inputNames, type BaseFeatures } from '../datasets/base-dataset.js'
import { indexOfNonFinite } from '../datasets/statistics/non-finite.js'
import { lagSpan, type FeatureSet } from '../features/feature-set.js'
import type { Scorer } from '../nets/scorer.js'
import { priorCounts, probabilityColumn, scoresToProbabilities } from './probabilities.js'

export interface PredictionRequest extends BaseFeatures {
  /** Default: every row that has all its lags, and the minutes before it where the net looks at a window. */
  readonly range?: TimeRange
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/**
 * Scores one base over time: for each class c the Float32 columns `c` (the net's score: hold, buy, sell) and `pC` (pHold,
 * pBuy, pSell: the probability, corrected for how frequent the classes were in training). The grid is the part of the
 * range for which there are features. Throws UserError where the base has no scaler, where the feature set is not the
 * classifier's, where the range has no features, or where a score is not a number.
 */
export async function predict(classifier: Classifier, scorer: Scorer, request: PredictionRequest): Promise<Frame> {
  const { description } = classifier
  const scaler = scalerOf(description, request.base)
  requireFeatureSet(description, request.featureSet)
  const grid = scoredGrid(request, scorer.window)
  const ordinals = Int32Array.from({ length: grid.rows }, (_, row) => grid.first + row)
  const task = (request.progress ?? silentProgress).start(`predict ${request.base}`, grid.rows, 'rows')
  const scores = await scoreRows(scorer, { dataset: request, ordinals, scaler }, (done) => {
    task.update(done)
    if (request.signal?.aborted) throw new CancelledError(`prediction of ${request.base}`)
  })
  task.end()
  refuseNonFinite(scores, grid, request.base)
  return scoreFrame(grid, scores, description)
}

/** No comparison with a threshold holds for what is no number: such scores would pass for a net that never trades. */
function refuseNonFinite(scores: Float32Array, grid: Grid, base: string): void {
  const first = indexOfNonFinite(scores)
  if (first < 0) return
  const time = isoMinute(timeAt(grid, Math.floor((first * grid.rows) / scores.length)))
  throw new UserError(
    `the classifier gives scores that are no numbers for ${base}, first at ${time}; its scaler does not fit these features, or its net divides by nothing: train or import another one`,
  )
}

/** Throws UserError where the feature set does not give the inputs that the classifier was trained on. */
export function requireFeatureSet({ features }: ClassifierDescription, featureSet: FeatureSet): void {
  const columns = inputNames(featureSet)
  const same = columns.length === features.columns.length && columns.every((name, i) => name === features.columns[i])
  if (featureSet.id === features.id && featureSet.version === features.version && same) return
  throw new UserError(
    `the classifier was trained on ${features.id} version ${features.version} with ${features.columns.length} columns, but there is ${featureSet.id} version ${featureSet.version} with ${columns.length}; train it again`,
  )
}

function scoredGrid({ base, featureSet, features, range }: PredictionRequest, window: number): Grid {
  const { calendar, first, rows } = features.grid
  const from = Math.max(first + lagSpan(featureSet) + window - 1, range ? ordinalFrom(calendar, range.from) : -Infinity)
  const to = Math.min(first + rows, range ? ordinalFrom(calendar, range.to) : Infinity)
  if (from < to) return { calendar, first: from, rows: to - from }
  const there =
    rows > 0 ? `${isoMinute(timeAt(features.grid, 0))} to ${isoMinute(timeAt(features.grid, rows - 1))}` : 'none'
  throw new UserError(
    `base ${base} has no rows of ${featureSet.id} in that range; there are ${there}. Choose another range or import more candles`,
  )
}

function scoreFrame(grid: Grid, scores: Float32Array, description: ClassifierDescription): Frame {
  const { classes } = description
  const counts = priorCounts(description)
  const probabilities = counts ? scoresToProbabilities(scores, counts) : scores
  const columns: [string, Column][] = []
  classes.forEach((name, index) => columns.push([name, takeClassColumn(scores, classes.length, index)]))
  classes.forEach((name, index) =>
    columns.push([probabilityColumn(name), takeClassColumn(probabilities, classes.length, index)]),
  )
  return makeFrame(grid, columns)
}
