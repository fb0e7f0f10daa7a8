import { address, setParams } from '../app/address.js'
import { filterRows, type ListFilter, type ListSelection } from './filter-rows.js'
import { ListTools } from './list-tools.js'
import { formatSortOrder, parseSortOrder } from './sort-rows.js'
import { Table, type TableProps } from './table.js'

interface ListTableProps<Row> extends Omit<TableProps<Row>, 'order' | 'onSort'> {
  /** Begins the names of its parameters in the address: `runs.text`, `runs.sort`, `runs.<filter>`. */
  readonly id: string
  /** What the words of the filter are looked for in. */
  readonly textOf: (row: Row) => string
  readonly filters?: readonly ListFilter<Row>[]
}

/** Rows from which on there is something to filter by; below it is there where the address filters. */
const MIN_FILTERED = 10

/**
 * A table that may have hundreds of rows: narrowed down by words and by properties, sorted by its headers, all of it kept in the
 * address, so that a link and the back button show the same.
 */
export function ListTable<Row>({ id, textOf, filters = [], ...table }: ListTableProps<Row>) {
  const { rows, empty } = table
  const { query } = address.value
  const selection: ListSelection = {
    text: query.get(`${id}.text`) ?? '',
    values: new Map(filters.flatMap((filter) => toEntry(filter.id, query.get(`${id}.${filter.id}`)))),
  }
  const isFiltered = selection.text !== '' || selection.values.size > 0
  const found = filterRows(rows, selection, textOf, filters)
  const order = parseSortOrder(query.get(`${id}.sort`) ?? '')
  const set = (name: string, value: string): void => setParams({ [`${id}.${name}`]: value })
  return (
    <div class="list">
      {(rows.length > MIN_FILTERED || isFiltered) && (
        <ListTools
          label={table.caption}
          rows={rows}
          filters={filters}
          selection={selection}
          found={found.length}
          onChange={set}
          onClear={() =>
            setParams(
              Object.fromEntries(['text', ...filters.map((one) => one.id)].map((name) => [`${id}.${name}`, undefined])),
            )
          }
        />
      )}
      <Table
        {...table}
        rows={found}
        {...(order && { order })}
        onSort={(next) => set('sort', formatSortOrder(next))}
        empty={isFiltered && rows.length > 0 ? 'nothing on the list has all of that' : empty}
      />
    </div>
  )
}

function toEntry(id: string, value: string | null): (readonly [string, string])[] {
  return value === null || value === '' ? [] : [[id, value]]
}
