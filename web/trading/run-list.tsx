import type { TradingRun } from '../../src/dashboard/trading/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatSignedPercent } from '../ui/format.js'
import type { ListFilter } from '../ui/filter-rows.js'
import { ListTable } from '../ui/list-table.js'
import type { TableColumn } from '../ui/table.js'
import { computeRunGain } from './run-gain.js'
import { ModeBadge, StateBadge, stateText } from './run-badges.js'

const columns: readonly TableColumn<TradingRun>[] = [
  { id: 'mode', title: 'Mode', cell: (run) => <ModeBadge mode={run.mode} />, sort: (run) => run.mode },
  {
    id: 'started',
    title: 'Started',
    cell: (run) => timeFormat.value.minute(run.started).slice(2),
    sort: (run) => run.started,
    tooltip: 'on the exchange’s clock; a replay trades in the past',
  },
  {
    id: 'classifier',
    title: 'Classifier',
    cell: ({ classifier }) => <span title={classifier}>{classifier ?? '–'}</span>,
    sort: ({ classifier }) => classifier,
    tone: () => 'name',
  },
  { id: 'state', title: 'State', cell: (run) => <StateBadge run={run} />, sort: stateText },
  {
    id: 'gain',
    title: 'Gain',
    align: 'right',
    cell: (run) => `${percentOr(computeRunGain(run))}${run.differences.length > 0 ? ' ≠' : ''}`,
    tooltip: '≠: the account holds less than the book, the gain is that of the book alone',
    sort: computeRunGain,
    tone: (run) => toneOf(computeRunGain(run)),
  },
]

const FILTERS: readonly ListFilter<TradingRun>[] = [
  { id: 'mode', title: 'Mode', of: ({ mode }) => mode },
  { id: 'state', title: 'State', of: stateText },
  { id: 'classifier', title: 'Classifier', of: ({ classifier = '' }) => classifier },
  { id: 'base', title: 'Base', of: ({ bases }) => bases },
]

function textOf(run: TradingRun): string {
  const { id, account, mode, classifier = '', bases } = run
  return [id, account, mode, stateText(run), classifier, timeFormat.value.minute(run.started), ...bases].join(' ')
}

interface RunListProps {
  readonly runs: readonly TradingRun[]
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
}

/** All runs of the book, the newest first. */
export function RunList({ runs, selected, onSelect }: RunListProps) {
  return (
    <ListTable
      id="runs"
      caption="Runs of the trader"
      textOf={textOf}
      filters={FILTERS}
      columns={columns}
      rows={runs}
      rowKey={({ id }) => id}
      {...(selected === undefined ? {} : { selected })}
      onSelect={({ id }) => onSelect(id)}
      empty="no runs yet"
    />
  )
}

function percentOr(gain: number | undefined): string {
  return gain === undefined ? '–' : formatSignedPercent(gain)
}

function toneOf(gain: number | undefined): string | undefined {
  if (gain === undefined || gain === 0) return undefined
  return gain > 0 ? 'gain' : 'loss'
}
