import { linkTo, setParams, useParam } from '../app/address.js'
import { useSelectedItem } from '../app/selected-item.js'
import type { TrainingRun } from '../../src/dashboard/training/api.js'
import { timeFormat } from '../app/time-format.js'
import { Panel } from '../ui/panel.js'
import type { ListFilter } from '../ui/filter-rows.js'
import { ListTable } from '../ui/list-table.js'
import type { TableColumn } from '../ui/table.js'
import { parseComparedIds } from './compared-ids.js'
import { RunDetail } from './run-detail.js'
import { StateBadge, formatGain, stateText, textOfRun } from './run-state.js'

interface RunsViewProps {
  readonly runs: readonly TrainingRun[]
  readonly isLoading: boolean
}

/** All runs, and the chosen one below; without a choice the newest, running ones first. */
export function RunsView({ runs, isLoading }: RunsViewProps) {
  const { id: selected, choose } = useSelectedItem('run', runs[0]?.id)
  const [compared] = useParam('compare', '')
  const ids = parseComparedIds(compared.value)
  const run = runs.find(({ id }) => id === selected)
  const empty = isLoading ? (
    'loading …'
  ) : (
    <>
      No training yet. Start one under <a href={linkTo('/training', { view: 'new' })}>New training</a>.
    </>
  )
  return (
    <>
      <Panel
        id="runs"
        title="Runs"
        note="the gain is that of the best thresholds on the validation set, which chooses by it: too good to believe"
        actions={
          ids.length > 0 && (
            <a href={linkTo('/training', { view: 'compare', compare: compared.value })}>Compare {ids.length}</a>
          )
        }
      >
        <div class="runs">
          <ListTable
            id="runs"
            caption="Trainings"
            textOf={textOfRun}
            filters={FILTERS}
            columns={columnsOf(ids)}
            rows={runs}
            rowKey={({ id }) => id}
            {...(selected === undefined ? {} : { selected })}
            onSelect={({ id }) => choose(id)}
            empty={empty}
          />
        </div>
      </Panel>
      {selected !== undefined && <RunDetail key={selected} id={selected} run={run} />}
    </>
  )
}

const FILTERS: readonly ListFilter<TrainingRun>[] = [
  { id: 'state', title: 'State', of: stateText },
  { id: 'features', title: 'Features', of: ({ features }) => features },
  { id: 'target', title: 'Target', of: ({ target }) => target },
  { id: 'net', title: 'Net', of: ({ net }) => net },
  { id: 'base', title: 'Base', of: ({ bases }) => bases },
]

function columnsOf(compared: readonly string[]): TableColumn<TrainingRun>[] {
  return [
    {
      id: 'compare',
      title: 'Compare',
      cell: ({ id, name }, isActive) => <CompareCheckbox id={id} name={name} ids={compared} isReachable={isActive} />,
    },
    { id: 'name', title: 'Classifier', cell: ({ name }) => name, sort: ({ name }) => name },
    { id: 'state', title: 'State', cell: (run) => <StateBadge run={run} />, sort: stateText },
    { id: 'features', title: 'Features', cell: ({ features }) => features, sort: ({ features }) => features },
    { id: 'target', title: 'Target', cell: ({ target }) => target, sort: ({ target }) => target },
    { id: 'net', title: 'Net', cell: ({ net }) => net, sort: ({ net }) => net },
    { id: 'bases', title: 'Bases', cell: ({ bases }) => basesText(bases), sort: ({ bases }) => bases.join(', ') },
    {
      id: 'epochs',
      title: 'Epochs',
      align: 'right',
      cell: ({ epochsDone, epochs }) => `${epochsDone} / ${epochs}`,
      sort: ({ epochsDone }) => epochsDone,
    },
    {
      id: 'gain',
      title: 'Best gain',
      align: 'right',
      cell: ({ best }) => formatGain(best?.gain),
      sort: ({ best }) => best?.gain,
      tone: ({ best }) => (best ? (best.gain > 0 ? 'gain' : 'loss') : undefined),
    },
    {
      id: 'started',
      title: 'Started',
      align: 'right',
      cell: ({ startedAt }) => timeFormat.value.minute(startedAt),
      sort: ({ startedAt }) => startedAt,
    },
  ]
}

function basesText(bases: readonly string[]): string {
  return bases.length > 3 ? `${bases.slice(0, 2).join(', ')} and ${bases.length - 2} more` : bases.join(', ')
}

interface CompareBoxProps {
  readonly id: string
  readonly name: string
  readonly ids: readonly string[]
  /** Whether Tab stops there. */
  readonly isReachable: boolean
}

function CompareCheckbox({ id, name, ids, isReachable }: CompareBoxProps) {
  const toggle = (): void => {
    const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]
    setParams({ compare: next.join(',') })
  }
  return (
    <input
      type="checkbox"
      tabIndex={isReachable ? 0 : -1}
      aria-label={`compare ${name}, ${id}`}
      checked={ids.includes(id)}
      onClick={(event) => event.stopPropagation()}
      onChange={toggle}
    />
  )
}
