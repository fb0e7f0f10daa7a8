import Table from 'cli-table3'

export interface TableColumn {
  readonly name: string
  readonly align?: 'left' | 'right'
}

/** A plain table without side borders, for a terminal. Numbers should be formatted and right-aligned by the caller. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  }
  const table = new Table({
    head: columns.map((column) => column.name),
    colAligns: columns.map((column) => column.align ?? 'left'),
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (const row of rows) table.push([...row])
  return `${table.toString()}\n`
}
