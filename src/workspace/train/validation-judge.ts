import { thresholdMatrix } from '../../assessment/threshold-matrix.js'
import { robustThresholds } from '../../assessment/robust-thresholds.js'
import { classificationReport } from '../../classifier/classification-report.js'
import type { ValidationResult } from '../../classifier/fit.js'
import type { Metric } from '../../classifier/metric.js'
import { classColumn } from '../../classifier/score-rows.js'
import { UserError } from '../../core/errors.js'
import { TRADE_CLASSES, hasTradeClasses, type Target } from '../../targets/target.js'
import { maskNonEvents } from '../rows/decide-at-events.js'
import type { SeriesFrame } from '../rows/scored-series-of.js'

/**
 * Judges validation scores by cells of the threshold matrix, and by how well they tell the classes apart; `frames` and scores
 * are in the same order. The seed is the bootstrap's. With a metric, its value too.
 */
export function evaluateOnValidation(
  frames: readonly SeriesFrame[],
  fee: number,
  seed: number,
  metric?: Metric,
): (scores: readonly Float32Array[]) => ValidationResult {
  return (scores) => {
    const series = frames.flatMap((frame, index) => {
      const values = scores[index]
      if (!values) return []
      const [hold, buy, sell] = [0, 1, 2].map((column) => classColumn(values, TRADE_CLASSES.length, column))
      return hold && buy && sell ? [{ ...frame, ...maskNonEvents({ hold, buy, sell }, frame.events) }] : []
    })
    const matrix = thresholdMatrix(series, { fee })
    const robust = robustThresholds(series, matrix, { seed })
    const labelled = frames.map(({ target }, index) => ({ target, scores: scores[index] ?? new Float32Array() }))
    const validation = classificationReport(labelled, TRADE_CLASSES.length)
    const value = metric?.value({ fee, parts: series })
    return { ...matrix.best, ...(robust && { robust }), validation, ...(value !== undefined && { metric: value }) }
  }
}

/** The trading gain chooses the model, so a target must have the classes of a trading decision. */
export function requireTradeClasses(target: Target): void {
  if (hasTradeClasses(target)) return
  throw new UserError(
    `target ${target.id} has the classes ${target.classes.join(', ')}: training chooses by trading gain and needs ${TRADE_CLASSES.join(', ')}`,
  )
}
