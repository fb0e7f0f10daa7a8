export interface SortOrder {
  readonly column: string
  readonly descending: boolean
}

/** An order as addresses have it: `gain`, or `-gain` from the highest down. */
export function formatSortOrder({ column, descending }: SortOrder): string {
  return `${descending ? '-' : ''}${column}`
}

/** Undefined for an empty text. */
export function parseSortOrder(text: string): SortOrder | undefined {
  if (text === '') return undefined
  return text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false }
}

/** The rows by a value of theirs, undefined and NaN last either way; equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  by: ((row: Row) => number | string | undefined) | undefined,
  descending: boolean,
): readonly Row[] {
  if (!by) return rows
  const sign = descending ? -1 : 1
  return [...rows].sort((left, right) => {
    const [a, b] = [by(left), by(right)]
    if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b))
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true })
  })
}

function isMissing(value: number | string | undefined): boolean {
  return value === undefined || Number.isNaN(value)
}
