import type { PreviewBase, PreviewCount, TrainingPreview } from '../../src/dashboard/training/api.js'
import { formatInteger } from '../ui/format.js'
import { Table, type TableColumn } from '../ui/table.js'

/** The rows that a training would have, of each base and set, before it is started. */
export function RowsPreview({ preview }: { readonly preview: TrainingPreview | undefined }) {
  if (!preview) return <p class="note">The rows of the sets are counted as soon as all fields are right.</p>
  const { bases, countsNonEvents } = preview
  if (bases.length === 0) return null
  return (
    <div class="rows-preview">
      <Table caption="Rows of the sets" showCaption columns={COLUMNS} rows={bases} rowKey={({ base }) => base} />
      {countsNonEvents && <p class="note">Of the training rows only those that are events are used.</p>}
    </div>
  )
}

const COLUMNS: readonly TableColumn<PreviewBase>[] = [
  { id: 'base', title: 'Base', cell: ({ base }) => base, sort: ({ base }) => base },
  countColumn('training', 'Training', ({ training }) => training),
  countColumn('validation', 'Validation', ({ validation }) => validation),
  countColumn('test', 'Test', ({ test }) => test),
  {
    id: 'purged',
    title: 'Purged',
    align: 'right',
    tooltip:
      'minutes of the training set left out at the border of a validation or test range, and in the embargo after it',
    cell: ({ training }) => formatInteger(training.purged),
    sort: ({ training }) => training.purged,
  },
  {
    id: 'reasons',
    title: 'Not used of the training set',
    cell: ({ training }) => training.reasons,
    tone: () => 'wrap',
  },
]

function countColumn(id: string, title: string, of: (row: PreviewBase) => PreviewCount): TableColumn<PreviewBase> {
  return {
    id,
    title,
    align: 'right',
    tooltip: `rows of the ${id} set`,
    cell: (row) => formatInteger(of(row).rows),
    sort: (row) => of(row).rows,
    tone: (row) => (of(row).rows === 0 ? 'loss' : undefined),
  }
}
