import type { EpochReport } from './fit-options.js'

/**
 * What makes a cell, and its epoch, the better one. robust: the lower bound of the bootstrap interval of the gain, among cells
 * with enough trades. seed: the highest gain of any cell that traded, were it one lucky trade.
 */
export const SELECTIONS = ['robust', 'seed'] as const
export type SelectionRule = (typeof SELECTIONS)[number]

/** How epochs are compared: by their cells, by the lower validation loss, or by a metric, the higher or the lower one. */
export type EpochRule = SelectionRule | 'loss' | 'higher' | 'lower'

/** Whether an epoch is better than an earlier one. Where neither has a robust cell, the lower validation loss decides. */
export function isBetterEpoch(rule: EpochRule, report: EpochReport, best: EpochReport): boolean {
  switch (rule) {
    case 'seed':
      if (report.count > 0 !== best.count > 0) return report.count > 0
      return report.gain > best.gain
    case 'higher':
      return (report.metric ?? -Infinity) > (best.metric ?? -Infinity)
    case 'lower':
      return (report.metric ?? Infinity) < (best.metric ?? Infinity)
    case 'loss':
      return validationLoss(report) < validationLoss(best)
    case 'robust':
      if (report.robust && best.robust) return report.robust.lower > best.robust.lower
      if (report.robust ?? best.robust) return report.robust !== undefined
      return validationLoss(report) < validationLoss(best)
  }
}

/** What an epoch is compared by. */
export type DecidingFigure = 'gain' | 'loss' | 'metric'

/** What decides whether an epoch is better than those before it; `isRobustKnown` says whether one of them had a robust cell. */
export function findDecidingFigure(
  rule: EpochRule,
  report: Pick<EpochReport, 'robust'>,
  isRobustKnown: boolean,
): DecidingFigure {
  switch (rule) {
    case 'seed':
      return 'gain'
    case 'higher':
    case 'lower':
      return 'metric'
    case 'loss':
      return 'loss'
    case 'robust':
      return report.robust || isRobustKnown ? 'gain' : 'loss'
  }
}

/** The loss on the validation set; the training's own where there is no classification report. */
export function validationLoss({ loss, validation }: EpochReport): number {
  return validation?.loss ?? loss
}
