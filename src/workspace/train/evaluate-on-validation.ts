import type { ScoredSeries } from '../../assessment/scored-series.js'
import { findBestTradingCell, thresholdMatrix } from '../../assessment/threshold-matrix.js'
import { robustThresholds } from '../../assessment/robust-thresholds.js'
import { classificationReport } from '../../classifier/classification-report.js'
import type { ValidationResult } from '../../classifier/fit-options.js'
import type { Metric } from '../../classifier/metric.js'
import { takeClassColumn } from '../../classifier/score-rows.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import { maskNonEvents, type UnscoredSeries } from '../rows/labelled-series.js'

/**
 * Judges validation scores by cells of the threshold matrix, and by how well they tell the classes apart; `frames` and scores
 * are in the same order. The seed is the bootstrap's. With a metric, its value too.
 */
export function evaluateOnValidation(
  frames: readonly UnscoredSeries[],
  fee: number,
  seed: number,
  metric?: Metric,
): (scores: readonly Float32Array[]) => ValidationResult {
  return (scores) => {
    const series = scoreFrames(frames, scores)
    const matrix = thresholdMatrix(series, { fee })
    const robust = robustThresholds(series, matrix, { seed })
    const labelled = frames.map(({ target }, index) => ({ target, scores: scores[index] ?? new Float32Array() }))
    const validation = classificationReport(labelled, TRADE_CLASSES.length)
    const value = metric?.value({ fee, parts: series })
    const best = findBestTradingCell(matrix) ?? matrix.best
    return { ...best, ...(robust && { robust }), validation, ...(value !== undefined && { metric: value }) }
  }
}

/** The rows of each frame with their scores [rows, classes]; `frames` and scores are in the same order. */
export function scoreFrames(frames: readonly UnscoredSeries[], scores: readonly Float32Array[]): ScoredSeries[] {
  return frames.flatMap((frame, index) => {
    const values = scores[index]
    if (!values) return []
    const [hold, buy, sell] = [0, 1, 2].map((column) => takeClassColumn(values, TRADE_CLASSES.length, column))
    return hold && buy && sell ? [{ ...frame, ...maskNonEvents({ hold, buy, sell }, frame.events) }] : []
  })
}
