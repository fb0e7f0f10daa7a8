import { thresholdMatrix } from '../../assessment/threshold-matrix.js'
import type { Judgement } from '../../classifier/fit.js'
import { classColumn } from '../../classifier/score-rows.js'
import { UserError } from '../../core/errors.js'
import { TRADE_CLASSES, hasTradeClasses, type Target } from '../../targets/target.js'
import { decideAtEvents } from './decide-at-events.js'
import type { SeriesFrame } from './scored-series-of.js'

/** Judges validation scores by the best cell of the threshold matrix; `frames` and scores are in the same order. */
export function validationJudge(
  frames: readonly SeriesFrame[],
  fee: number,
): (scores: readonly Float32Array[]) => Judgement {
  return (scores) => {
    const series = frames.flatMap((frame, index) => {
      const values = scores[index]
      if (!values) return []
      const [hold, buy, sell] = [0, 1, 2].map((column) => classColumn(values, TRADE_CLASSES.length, column))
      return hold && buy && sell ? [{ ...frame, ...decideAtEvents({ hold, buy, sell }, frame.events) }] : []
    })
    return thresholdMatrix(series, { fee }).best
  }
}

/** The trading gain chooses the model, so a target must have the classes of a trading decision. */
export function requireTradeClasses(target: Target): void {
  if (hasTradeClasses(target)) return
  throw new UserError(
    `target ${target.id} has the classes ${target.classes.join(', ')}: training chooses by trading gain and needs ${TRADE_CLASSES.join(', ')}`,
  )
}
