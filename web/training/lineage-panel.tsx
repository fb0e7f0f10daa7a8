import type { ComponentChildren } from 'preact'
import type { LineageDefinition, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatInteger } from '../ui/format.js'
import { Panel } from '../ui/panel.js'
import { Table } from '../ui/table.js'

/** What a run was made of, down to the hashes of the candles. */
export function LineagePanel({ detail }: { readonly detail: TrainingRunDetail }) {
  const { features, target, events, net, bases, sets } = detail.lineage
  return (
    <Panel id="lineage" title="Lineage" note="two runs of the same hashes, settings and seed give the same bits">
      <dl class="facts">
        <Fact name="Features">
          <Definition {...features} /> · {features.columns} inputs
        </Fact>
        <Fact name="Target">
          <Definition {...target} />
        </Fact>
        {events && (
          <Fact name="Events">
            <Definition {...events} />
          </Fact>
        )}
        <Fact name="Net">
          {net.id} version {net.version}
          {Object.entries(net.params).map(([name, value]) => ` · ${name} ${value}`)}
        </Fact>
        {(['training', 'validation', 'test'] as const).map((set) => (
          <Fact key={set} name={`${set.charAt(0).toUpperCase()}${set.slice(1)} set`}>
            {sets
              .filter((range) => range.set === set)
              .map(({ from, to }) => `${timeFormat.value.minute(from)} to ${timeFormat.value.minute(to)}`)
              .join(', ') || 'none'}
          </Fact>
        ))}
      </dl>
      <Table
        caption="Candles of the run"
        rows={bases}
        rowKey={({ name }) => name}
        columns={[
          { id: 'name', title: 'Base', cell: ({ name }) => name, sort: ({ name }) => name },
          { id: 'market', title: 'Market', cell: ({ market }) => market },
          { id: 'from', title: 'Candles from', cell: ({ from }) => timeFormat.value.minute(from) },
          { id: 'to', title: 'to', cell: ({ to }) => timeFormat.value.minute(to) },
          {
            id: 'training',
            title: 'Training rows',
            align: 'right',
            cell: ({ trainingRows }) => formatInteger(trainingRows),
            sort: ({ trainingRows }) => trainingRows,
          },
          {
            id: 'validation',
            title: 'Validation rows',
            align: 'right',
            cell: ({ validationRows }) => formatInteger(validationRows),
            sort: ({ validationRows }) => validationRows,
          },
          { id: 'hash', title: 'Hash of the candles', cell: ({ hash }) => <Hash hash={hash} /> },
        ]}
      />
    </Panel>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Definition({ id, version, sourceHash }: LineageDefinition) {
  return (
    <>
      {id} version {version} · <Hash hash={sourceHash} />
    </>
  )
}

/** Enough of a hash to tell it from others; all of it under the pointer. */
function Hash({ hash }: { readonly hash: string }) {
  return <code title={hash}>{hash.slice(0, 12)}</code>
}
