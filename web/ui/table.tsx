import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { sortRows, type SortOrder } from './sort-rows.js'
import { TableRow, moveBetweenRows, showSelectedRow } from './table-row.js'

export interface TableColumn<Row> {
  readonly id: string
  readonly title: string
  /** What a cell shows; a control in it is reached by Tab in the active row alone, the one that Tab reaches. */
  readonly cell: (row: Row, isActive: boolean) => ComponentChildren
  /** What the column sorts by; columns without it do not sort. Undefined values come last either way. */
  readonly sort?: (row: Row) => number | string | undefined
  readonly align?: 'left' | 'right'
  /** Classes of a cell, for colours. */
  readonly tone?: (row: Row) => string | undefined
  /** Said when the pointer rests on the header. */
  readonly tooltip?: string
}

export interface TableProps<Row> {
  /** Says what the table shows; read to those who cannot see it, shown where `showCaption` is set. */
  readonly caption: string
  readonly showCaption?: boolean
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly order?: SortOrder | undefined
  /** Told when the reader sorts, to keep the order in the address; the table sorts by itself without it. */
  readonly onSort?: (order: SortOrder) => void
  readonly selected?: string
  /** A click, Enter or Space on a row; rows can be focused then. */
  readonly onSelect?: (row: Row) => void
  readonly empty?: ComponentChildren
}

/**
 * A table that sorts by its headers and whose rows can be chosen with mouse and keyboard. Tab reaches one row, the chosen one or
 * else the first; arrow keys, Home and End move from it to the others.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, showCaption, columns, rows, rowKey, onSelect, selected, empty } = props
  const localOrder = useSignal<SortOrder | undefined>(undefined)
  const focusedKey = useSignal<string | undefined>(undefined)
  const order = props.onSort ? props.order : (localOrder.value ?? props.order)
  const setOrder = props.onSort ?? ((next) => void (localOrder.value = next))
  const sorted = sortRows(rows, columns.find(({ id }) => id === order?.column)?.sort, order?.descending ?? false)
  const keys = onSelect ? sorted.map(rowKey) : []
  const activeKey = [focusedKey.value, selected].find((key) => key !== undefined && keys.includes(key)) ?? keys[0]
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => showSelectedRow(region.current), [selected, rows.length > 0])
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption} ref={region}>
      <table>
        <caption class={showCaption ? '' : 'visually-hidden'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.id} column={column} order={order} onSort={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onSelect && moveBetweenRows}>
          {sorted.map((row) => {
            const key = rowKey(row)
            return (
              <TableRow
                key={key}
                id={key}
                row={row}
                columns={columns}
                isSelected={key === selected}
                isActive={!onSelect || key === activeKey}
                onSelect={onSelect}
                onFocus={() => void (focusedKey.value = key)}
              />
            )
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p class="note empty">{empty ?? 'nothing yet'}</p>}
    </div>
  )
}

interface HeaderProps<Row> {
  readonly column: TableColumn<Row>
  readonly order: SortOrder | undefined
  readonly onSort: (order: SortOrder) => void
}

function Header<Row>({ column: { id, title, sort, align = 'left', tooltip }, order, onSort }: HeaderProps<Row>) {
  if (!sort) {
    return (
      <th scope="col" class={align} title={tooltip}>
        {title}
      </th>
    )
  }
  const active = order?.column === id
  // Numbers are looked at from the top, names from A.
  const descending = active ? !order.descending : align === 'right'
  return (
    <th
      scope="col"
      class={align}
      title={tooltip}
      aria-sort={active ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" class="sort" onClick={() => onSort({ column: id, descending })}>
        {title}
        <span aria-hidden="true">{active ? (order.descending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>
  )
}
