import type { AssessmentView, MatrixFigures, Thresholds } from '../../src/dashboard/assessment/api.js'
import type { SelectionOrigin } from '../reports/selection-badge.js'

/** Who chose a cell: the validation set, the very figures that are shown, or the reader. */
export function findCellOrigin(
  { selected }: Pick<AssessmentView, 'selected'>,
  { best }: Pick<MatrixFigures, 'best'>,
  cell: Thresholds,
): SelectionOrigin['cellOrigin'] {
  if (selected && isSameCell(selected, cell)) return 'validation'
  return isSameCell(best, cell) ? 'hindsight' : 'option'
}

export function isSameCell(a: Thresholds, b: Thresholds): boolean {
  return a.buyThreshold === b.buyThreshold && a.sellThreshold === b.sellThreshold
}
