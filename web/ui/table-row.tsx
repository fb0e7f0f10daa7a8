import type { TargetedKeyboardEvent } from 'preact'
import type { TableColumn } from './table.js'

interface TableRowProps<Row> {
  readonly id: string
  readonly row: Row
  readonly columns: readonly TableColumn<Row>[]
  readonly isSelected: boolean
  /** Whether Tab reaches it. */
  readonly isActive: boolean
  readonly onSelect: ((row: Row) => void) | undefined
  readonly onFocus: () => void
}

/** A row of a table; with `onSelect` it can be chosen by a click, Enter and Space. */
export function TableRow<Row>({ id, row, columns, isSelected, isActive, onSelect, onFocus }: TableRowProps<Row>) {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    onSelect?.(row)
  }
  return (
    <tr
      data-key={id}
      {...(onSelect && {
        class: 'selectable',
        'aria-selected': isSelected,
        tabIndex: isActive ? 0 : -1,
        onClick: () => onSelect(row),
        onKeyDown,
        onFocus,
      })}
    >
      {columns.map(({ id: column, cell, align = 'left', tone }) => (
        <td key={column} class={`${align} ${tone?.(row) ?? ''}`}>
          {cell(row, isActive)}
        </td>
      ))}
    </tr>
  )
}

/** Arrow keys, Home and End move the focus from a row to another one. */
export function moveBetweenRows(event: TargetedKeyboardEvent<HTMLElement>): void {
  const row = event.target
  if (!(row instanceof HTMLTableRowElement)) return
  const rows = [...event.currentTarget.children]
  const at = rows.indexOf(row)
  const to = new Map([
    ['ArrowDown', at + 1],
    ['ArrowUp', at - 1],
    ['Home', 0],
    ['End', rows.length - 1],
  ]).get(event.key)
  const next = to === undefined ? undefined : rows[to]
  if (!(next instanceof HTMLElement)) return
  event.preventDefault()
  next.focus()
}

/** Scrolls a table, and nothing around it, so that its chosen row is seen. */
export function showSelectedRow(region: HTMLElement | null): void {
  const row = region?.querySelector<HTMLElement>('tr[aria-selected="true"]')
  if (!region || !row) return
  const head = region.querySelector('thead')?.offsetHeight ?? 0
  const [top, bottom] = [row.offsetTop - head, row.offsetTop + row.offsetHeight - region.clientHeight]
  if (region.scrollTop > top) region.scrollTop = top
  else if (region.scrollTop < bottom) region.scrollTop = bottom
}
