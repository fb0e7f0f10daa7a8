import type { AssessmentView, MatrixFigures, Thresholds } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { describeSelection } from '../../reports/selection-badge.js'
import { useAssessmentSource } from './assessment-source.js'
import { findCellOrigin } from './cell-origin.js'
import { ExitSelect } from './exit-rule.js'
import { describeFills } from './fills-text.js'
import { NO_TRADE } from './trade-query.js'

interface SelectionLineProps {
  readonly matrix: AssessmentView
  readonly figures: MatrixFigures
  readonly cell: Thresholds
}

/** Says whether what is shown was chosen on the set that is shown, and by which rule positions are sold. */
export function SelectionLine({ matrix, figures, cell }: SelectionLineProps) {
  const source = useAssessmentSource()
  const { set, usedForSelection, simulated, exits, fills } = matrix
  const cellOrigin = findCellOrigin(matrix, figures, cell)
  const { tone, title, reason } = describeSelection({ set: set ?? undefined, usedForSelection, cellOrigin })
  const testLink = set === 'test' ? undefined : source.linkToSet('test')
  return (
    <div class="selection">
      <span class={`badge ${tone}`}>{title}</span>
      {simulated && <span class="badge">simulated market</span>}
      <span>
        {reason}
        {testLink !== undefined && (
          <>
            {' '}
            Look at the <a href={testLink}>test set</a>.
          </>
        )}
        {cellOrigin !== matrix.cell.selectedBy && matrix.cell.selectedBy === 'validation' && (
          <>
            {' '}
            The validation set chose{' '}
            <button
              type="button"
              class="link"
              onClick={() => setParams({ buy: undefined, sell: undefined, ...NO_TRADE }, true)}
            >
              buy at {matrix.cell.buyThreshold}, sell at {matrix.cell.sellThreshold}
            </button>
            .
          </>
        )}
      </span>
      {source.canChooseExits && <ExitSelect exits={exits} />}
      {source.canChooseExits && <span class="note fills">Orders are {describeFills(fills)}.</span>}
    </div>
  )
}
