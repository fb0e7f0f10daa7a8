import type { ScoredSeries } from '../../assessment/scored-series.js'
import { timeAt } from '../../core/grid.js'
import { labelsAt } from '../../datasets/base-dataset.js'
import { ordinalsOf, type SetRows } from '../../datasets/set-rows.js'
import type { LoadedBase } from './load-base.js'

/** All of a scored series but the scores. */
export type SeriesFrame = Omit<ScoredSeries, 'hold' | 'buy' | 'sell'>

/** Times, closes and labels of a base's rows in a set; its runs are the ranges. */
export function seriesFrame({ base, candles, dataset }: LoadedBase, { runs }: SetRows): SeriesFrame {
  const ordinals = ordinalsOf(runs)
  const { grid, close } = candles
  let from = 0
  return {
    base: base.name,
    ranges: runs.map((run) => {
      const range = { from, to: from + run.to - run.from }
      from = range.to
      return range
    }),
    time: Float64Array.from(ordinals, (ordinal) => timeAt(grid, ordinal - grid.first)),
    close: Float64Array.from(ordinals, (ordinal) => close[ordinal - grid.first] ?? Number.NaN),
    target: labelsAt(dataset, ordinals),
  }
}
