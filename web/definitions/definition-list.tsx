import type { DefinitionEntry, DefinitionKind } from '../../src/dashboard/definitions/api.js'
import { Panel } from '../ui/panel.js'
import { Table, type TableColumn } from '../ui/table.js'
import { CheckBadge } from './check-badge.js'

const columns: readonly TableColumn<DefinitionEntry>[] = [
  {
    id: 'id',
    title: 'Id',
    cell: ({ id, userDefined }) => (userDefined ? <strong>{id}</strong> : id),
    sort: ({ id }) => id,
  },
  { id: 'check', title: 'Check', cell: ({ check }) => <CheckBadge check={check} />, sort: ({ check }) => check.state },
]

const TITLES: Readonly<Record<DefinitionKind, string>> = { features: 'Feature sets', targets: 'Targets' }

interface DefinitionListProps {
  readonly entries: readonly DefinitionEntry[]
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
}

/** What there is to choose from; the workspace's own in bold. */
export function DefinitionList({ entries, selected, onSelect }: DefinitionListProps) {
  return (
    <div class="side">
      {(['features', 'targets'] as const).map((kind) => (
        <Panel key={kind} id={kind} title={TITLES[kind]}>
          <Table
            caption={TITLES[kind]}
            columns={columns}
            rows={entries.filter((entry) => entry.kind === kind)}
            rowKey={({ id }) => id}
            {...(selected === undefined ? {} : { selected })}
            onSelect={({ id }) => onSelect(id)}
          />
        </Panel>
      ))}
      <p class="note">
        Your own: a file in the workspace’s folder <code>features</code> or <code>targets</code>.
      </p>
    </div>
  )
}
