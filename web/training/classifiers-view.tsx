import type { SavedClassifier, SavedClassifiers } from '../../src/dashboard/training/api.js'
import { linkTo } from '../app/address.js'
import { useResource } from '../app/api.js'
import { formatInteger } from '../ui/format.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import type { ListFilter } from '../ui/filter-rows.js'
import { ListTable } from '../ui/list-table.js'
import { formatGain } from './run-state.js'

const FILTERS: readonly ListFilter<SavedClassifier>[] = [
  { id: 'features', title: 'Features', of: ({ features }) => features },
  { id: 'target', title: 'Target', of: ({ target }) => target },
  { id: 'net', title: 'Net', of: ({ net }) => net },
  { id: 'base', title: 'Base', of: ({ bases }) => bases },
]

/** The classifiers that are saved in the workspace. */
export function ClassifiersView() {
  const loaded = useResource<SavedClassifiers>(() => '/api/training/classifiers', { refreshInterval: 10_000 })
  const { data, error } = loaded.value
  return (
    <Panel id="classifiers" title="Classifiers" note="the gain chose the thresholds and the epoch: too good to believe">
      {error !== undefined && <Notice tone="bad">The classifiers cannot be listed: {error}</Notice>}
      {data?.errors.map((error) => (
        <Notice key={error} tone="warn">
          {error}
        </Notice>
      ))}
      <ListTable
        id="classifiers"
        caption="Saved classifiers"
        textOf={({ name, features, target, net, bases }) => [name, features, target, net, ...bases].join(' ')}
        filters={FILTERS}
        rows={data?.classifiers ?? []}
        rowKey={({ name }) => name}
        empty={data ? 'No classifier is saved yet.' : 'loading …'}
        columns={[
          {
            id: 'name',
            title: 'Classifier',
            sort: ({ name }) => name,
            cell: ({ name }) => <a href={linkTo('/assessment', { classifier: name })}>{name}</a>,
          },
          { id: 'features', title: 'Features', cell: ({ features }) => features, sort: ({ features }) => features },
          { id: 'target', title: 'Target', cell: ({ target }) => target, sort: ({ target }) => target },
          { id: 'net', title: 'Net', cell: ({ net }) => net, sort: ({ net }) => net },
          { id: 'bases', title: 'Bases', cell: ({ bases }) => bases.join(', '), sort: ({ bases }) => bases.join(', ') },
          {
            id: 'epoch',
            title: 'Best epoch',
            align: 'right',
            cell: ({ bestEpoch, epochs }) => `${bestEpoch} of ${epochs}`,
            sort: ({ bestEpoch }) => bestEpoch,
          },
          {
            id: 'gain',
            title: 'Validation gain',
            align: 'right',
            cell: ({ gain }) => (gain === null ? 'no thresholds chosen' : formatGain(gain)),
            sort: ({ gain }) => gain ?? undefined,
          },
          {
            id: 'count',
            title: 'Trades',
            align: 'right',
            cell: ({ count }) => (count === null ? '–' : formatInteger(count)),
            sort: ({ count }) => count ?? undefined,
          },
        ]}
      />
    </Panel>
  )
}
