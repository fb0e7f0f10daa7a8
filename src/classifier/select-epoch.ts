import type { EpochReport } from './fit.js'

/**
 * What makes an epoch, and its cell, the better one. robust: the lower bound of the bootstrap interval of the gain, among cells
 * with enough trades. seed: the highest gain of any cell, were it one lucky trade.
 */
export const SELECTIONS = ['robust', 'seed'] as const
export type SelectionRule = (typeof SELECTIONS)[number]

/** Whether an epoch is to be kept instead of an earlier one. Without a cell to judge by, the lower validation loss decides. */
export function isBetterEpoch(rule: SelectionRule, report: EpochReport, best: EpochReport): boolean {
  if (rule === 'seed') return report.gain > best.gain
  if (report.robust && best.robust) return report.robust.lower > best.robust.lower
  if (report.robust ?? best.robust) return report.robust !== undefined
  return (report.validation?.loss ?? report.loss) < (best.validation?.loss ?? best.loss)
}
