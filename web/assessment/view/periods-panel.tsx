import type { AssessmentCell, BaseFigures, MatrixFigures } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { formatSignedPercent, formatPercent, formatInteger } from '../../ui/format.js'
import { Panel } from '../../ui/panel.js'
import { Table } from '../../ui/table.js'
import { NO_TRADE } from './trade-query.js'

interface PeriodsPanelProps {
  /** Undefined until it is counted. */
  readonly result: AssessmentCell | undefined
  readonly bases: readonly MatrixFigures[]
}

/** What the cell gained by base, and by month of the sale. */
export function PeriodsPanel({ result, bases }: PeriodsPanelProps) {
  if (!result) return <p class="note">counting …</p>
  return (
    <div class="pair">
      <Panel id="by-base" title="By base" note={bases.length > 1 ? 'choose a row to see that base alone' : undefined}>
        <Table
          caption="Gain by base"
          rows={result.bases}
          rowKey={({ base }) => base}
          selected={result.base ?? ''}
          onSelect={({ base }) =>
            setParams({ base: result.base === base ? undefined : base, only: undefined, ...NO_TRADE })
          }
          columns={[
            { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
            {
              id: 'gain',
              title: 'Gain',
              align: 'right',
              cell: ({ gain }) => formatSignedPercent(gain),
              sort: ({ gain }) => gain,
              tone: toneOf,
            },
            {
              id: 'count',
              title: 'Trades',
              align: 'right',
              cell: ({ count }) => formatInteger(count),
              sort: ({ count }) => count,
            },
            {
              id: 'wins',
              title: 'Win rate',
              align: 'right',
              cell: ({ wins, count }) => (count > 0 ? formatPercent(wins / count) : '–'),
              sort: ({ wins, count }) => wins / count,
            },
            {
              id: 'drawdown',
              title: 'Max drawdown',
              align: 'right',
              cell: ({ maxDrawdown }) => formatPercent(maxDrawdown, 2),
              sort: ({ maxDrawdown }) => maxDrawdown,
            },
            {
              id: 'hold',
              title: 'Buy and hold',
              align: 'right',
              cell: ({ buyAndHold }) => formatSignedPercent(buyAndHold),
              sort: ({ buyAndHold }) => buyAndHold,
            },
          ]}
        />
      </Panel>
      <Panel id="by-month" title="By month" note="of the sale; gain, and number of trades">
        <MonthTable result={result} />
      </Panel>
    </div>
  )
}

function toneOf({ gain }: Pick<BaseFigures, 'gain'>): string {
  return gain > 0 ? 'gain' : gain < 0 ? 'loss' : ''
}

/** Bases down, months across, all of them together in the last row. */
function MonthTable({ result: { months, bases } }: { readonly result: AssessmentCell }) {
  const columns = [...new Set(months.map(({ month }) => month))]
  const highest = Math.max(1e-9, ...months.map(({ gain }) => Math.abs(gain)))
  if (columns.length === 0) return <p class="note">No trade was sold.</p>
  const sumOf = (base: string | null, month: number): { readonly gain: number; readonly count: number } =>
    months
      .filter((one) => one.month === month && (base === null || one.base === base))
      .reduce((sum, { gain, count }) => ({ gain: sum.gain + gain, count: sum.count + count }), { gain: 0, count: 0 })
  const rows = [...bases.map(({ base }) => base), ...(bases.length > 1 ? [null] : [])]
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Gain by month">
      <table class="months">
        <caption class="visually-hidden">Gain by base and month</caption>
        <thead>
          <tr>
            <th scope="col">Base</th>
            {columns.map((month) => (
              <th key={month} scope="col" class="right">
                {new Date(month).toISOString().slice(0, 7)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((base) => (
            <tr key={base ?? 'all'}>
              <th scope="row">{base ?? 'all'}</th>
              {columns.map((month) => {
                const { gain, count } = sumOf(base, month)
                return (
                  <td
                    key={month}
                    class={`right ${count === 0 ? '' : gain > 0 ? 'up' : 'down'}`}
                    style={{ '--strength': `${Math.round(Math.min(1, Math.abs(gain) / highest) * 50)}%` }}
                  >
                    {count === 0 ? '–' : formatSignedPercent(gain, 1)}{' '}
                    <small>{count === 0 ? '' : formatInteger(count)}</small>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
