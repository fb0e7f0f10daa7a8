import type { AssessmentView, MatrixFigures, Thresholds } from '../../src/dashboard/assessment/api.js'
import { linkTo } from '../app/address.js'
import { describeSelection } from '../reports/selection-badge.js'
import { findCellOrigin } from './cell-origin.js'
import { ExitSelect } from './exit-rule.js'

interface SelectionLineProps {
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly cell: Thresholds
}

/** Says whether what is shown was chosen on the set that is shown, and by which rule positions are sold. */
export function SelectionLine({ matrix, figures, cell }: SelectionLineProps) {
  const { set, usedForSelection, classifier, simulated, selected, exits } = matrix
  const cellOrigin = findCellOrigin(matrix, figures, cell)
  const { tone, title, reason } = describeSelection({ set, usedForSelection, cellOrigin })
  return (
    <div class="selection">
      <span class={`badge ${tone}`}>{title}</span>
      <span>
        {reason}
        {set !== 'test' && (
          <>
            {' '}
            Look at the <a href={linkTo('/assessment', { classifier, set: 'test' })}>test set</a>.
          </>
        )}
        {set === 'test' && cellOrigin !== 'validation' && selected && (
          <>
            {' '}
            The validation set chose{' '}
            <a href={linkTo('/assessment', { classifier, set })}>
              buy at {selected.buyThreshold}, sell at {selected.sellThreshold}
            </a>
            .
          </>
        )}
      </span>
      {simulated && <span class="badge">simulated market</span>}
      <ExitSelect exits={exits} />
    </div>
  )
}
