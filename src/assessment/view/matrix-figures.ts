import { countLabelEvents } from '../label-events.js'
import type { ScoredSeries } from '../scored-series.js'
import {
  thresholdMatrix,
  type ThresholdCells,
  type ThresholdMatrix,
  type ThresholdMatrixOptions,
} from '../threshold-matrix.js'
import type { MatrixFigures } from './assessment-view.js'

/** The part of an assessment's matrix that follows from the series. */
export interface MatrixOfSeries {
  readonly thresholds: readonly number[]
  readonly overall: MatrixFigures
  readonly bases: readonly MatrixFigures[]
}

/** Gains and counts of all cells, the confusion and the labels, of all bases together and of each. */
export function computeMatrixFigures(series: readonly ScoredSeries[], options: ThresholdMatrixOptions): MatrixOfSeries {
  return describeMatrix(series, thresholdMatrix(series, options))
}

/** The figures of a matrix that was made of the series. */
export function describeMatrix(
  series: readonly ScoredSeries[],
  { thresholds, bases, ...overall }: ThresholdMatrix,
): MatrixOfSeries {
  return {
    thresholds,
    overall: figuresOf(null, series, overall),
    bases: series.flatMap((one, index) => {
      const cells = bases[index]
      return cells ? figuresOf(one.base, [one], cells) : []
    }),
  }
}

function figuresOf(
  base: string | null,
  series: readonly ScoredSeries[],
  { gain, count, confusion, best }: ThresholdCells,
): MatrixFigures {
  return {
    base,
    from: Math.min(...series.map(({ time }) => time[0] ?? Infinity)),
    to: Math.max(...series.map(({ time }) => time.at(-1) ?? -Infinity)),
    rows: series.reduce((sum, { time }) => sum + time.length, 0),
    gain,
    count,
    confusion,
    labels: countLabelEvents(series),
    best,
  }
}
