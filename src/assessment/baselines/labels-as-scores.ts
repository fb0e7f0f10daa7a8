import { fillFrom } from '../../core/fill-from.js'
import { isDecided, type LabelledSeries, type ScoredSeries } from '../scored-series.js'
import { BUY, HOLD, SELL } from '../../targets/predicted-class.js'

/** The labels as scores of 1: what nets are to learn, at its best. */
export function labelsAsScores(series: LabelledSeries): ScoredSeries {
  return { ...series, hold: scoresOf(series, HOLD), buy: scoresOf(series, BUY), sell: scoresOf(series, SELL) }
}

/** The same, but certain of hold where the scores decide nothing, as between the events of a sampler. */
export function decidedLabels(series: ScoredSeries): ScoredSeries {
  const target = series.target.map((label, row) => (isDecided(series, row) ? label : HOLD))
  return { ...labelsAsScores({ ...series, target }), target: series.target }
}

function scoresOf({ target }: LabelledSeries, label: number): Float32Array {
  return fillFrom(new Float32Array(target.length), (row) => Number(target[row] === label))
}
