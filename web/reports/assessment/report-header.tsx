import type { ReportData } from '../../../src/assessment/report/report-data.js'
import type { AssessmentView } from '../../../src/assessment/view/assessment-view.js'
import { theme, toggleTheme } from '../../app/theme.js'
import { timeFormat } from '../../app/time-format.js'
import { describeExits } from '../../assessment/view/exit-rule.js'
import { describeFills } from '../../assessment/view/fills-text.js'
import { formatInteger } from '../../ui/format.js'

/** What is assessed, on what, and by which rules. */
export function ReportHeader({ data: { view, timeZone } }: { readonly data: ReportData }) {
  const kind = view.kind === 'classifier' ? 'Classifier' : 'Predictions'
  return (
    <header class="page">
      <div>
        <p class="kind">
          FollowUpward · {kind}
          {view.set === null ? '' : ` · ${view.set} set`}
        </p>
        <h1>{view.name}</h1>
        <p class="facts">{factsOf(view, timeZone).join(' · ')}</p>
      </div>
      <button type="button" id="theme" onClick={toggleTheme}>
        {theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
      </button>
    </header>
  )
}

function factsOf({ bases, overall, fee, exits, fills, cell }: AssessmentView, timeZone: string): string[] {
  const { minute } = timeFormat.value
  return [
    bases.length > 6 ? `${bases.length} bases` : bases.map(({ base }) => base).join(', '),
    `${minute(overall.from)} to ${minute(overall.to)} ${timeZone}`,
    `${formatInteger(overall.rows)} rows`,
    `fee ${Number((100 * fee).toFixed(4))} % a side`,
    describeExits(exits.exits),
    describeFills(fills),
    `cell ${cell.buyThreshold} / ${cell.sellThreshold} ${CELL_ORIGINS[cell.selectedBy]}`,
  ]
}

const CELL_ORIGINS = {
  option: 'as asked for',
  validation: 'chosen on the validation set',
  hindsight: 'best in hindsight',
} as const
