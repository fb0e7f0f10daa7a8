import type { AssessmentView, MatrixFigures, Thresholds } from '../../../src/assessment/view/assessment-view.js'
import type { SelectionOrigin } from '../../reports/selection-badge.js'

/** Who chose a cell: the one that chose what is looked at first, the very figures that are shown, or the reader. */
export function findCellOrigin(
  { cell: first }: Pick<AssessmentView, 'cell'>,
  { best }: Pick<MatrixFigures, 'best'>,
  cell: Thresholds,
): SelectionOrigin['cellOrigin'] {
  if (isSameCell(first, cell)) return first.selectedBy
  return isSameCell(best, cell) ? 'hindsight' : 'option'
}

export function isSameCell(a: Thresholds, b: Thresholds): boolean {
  return a.buyThreshold === b.buyThreshold && a.sellThreshold === b.sellThreshold
}
