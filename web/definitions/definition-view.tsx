import { useSignal } from '@preact/signals'
import type { DefinitionEntry, DefinitionsOverview } from '../../src/dashboard/definitions/api.js'
import { useParam } from '../app/address.js'
import { Select } from '../ui/select.js'
import { formatInteger } from '../ui/format.js'
import { Panel } from '../ui/panel.js'
import { CandlesPanel } from './candles-panel.js'
import { CheckPanel } from './check-panel.js'
import { ReportView } from './report-view.js'

interface DefinitionViewProps {
  readonly entry: DefinitionEntry
  readonly overview: DefinitionsOverview
}

/** One definition: facts, the check, its report, and its values over the candles. */
export function DefinitionView({ entry, overview }: DefinitionViewProps) {
  const [target, setTarget] = useParam('target', '')
  const [bases, setBases] = useParam('bases', '')
  const column = useSignal<string | undefined>(undefined)
  const targets = overview.entries.filter(({ kind }) => kind === 'targets').map(({ id }) => id)
  const labelTarget = entry.kind === 'features' ? target.value : ''
  return (
    <>
      <Panel
        id="definition"
        title={entry.id}
        note={describeDefinition(entry)}
        actions={
          <>
            {entry.kind === 'features' && (
              <Select label="Target" value={target.value} none="none" options={targets} onChange={setTarget} />
            )}
            <Select label="Bases" value={bases.value} none="all" options={overview.bases} onChange={setBases} />
          </>
        }
      >
        <CheckPanel entry={entry} />
      </Panel>
      <ReportView
        kind={entry.kind}
        id={entry.id}
        target={labelTarget}
        bases={bases.value}
        hasCandles={overview.bases.length > 0}
        onColumn={(name) => void (column.value = name)}
      />
      {overview.bases[0] !== undefined && (
        <CandlesPanel
          base={bases.value || overview.bases[0]}
          set={entry.kind === 'features' ? entry.id : undefined}
          column={column.value}
          target={entry.kind === 'targets' ? entry.id : labelTarget}
        />
      )}
    </>
  )
}

function describeDefinition({
  kind,
  version,
  userDefined,
  history,
  horizon,
  columns,
  classes,
}: DefinitionEntry): string {
  const facts = [
    kind === 'features' ? 'feature set' : 'target',
    `version ${version}`,
    userDefined ? 'of this workspace' : 'shipped',
  ]
  facts.push(`reads ${formatInteger(history)} min before`)
  if (horizon !== undefined) facts.push(`${formatInteger(horizon)} min after`)
  if (columns !== undefined) facts.push(`${formatInteger(columns)} columns`)
  if (classes) facts.push(classes.join(', '))
  return facts.join(' · ')
}
