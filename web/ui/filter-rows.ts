/** A property by which a list can be narrowed down. */
export interface ListFilter<Row> {
  readonly id: string
  readonly title: string
  /** What a row has of it: one value, or several of which one is enough. */
  readonly of: (row: Row) => string | readonly string[]
}

/** What a list is narrowed down to: words that a row must have, and a value by the id of a filter. */
export interface ListSelection {
  readonly text: string
  readonly values: ReadonlyMap<string, string>
}

/** Whether every word of the filter stands in a text, in any order and in large or small letters. */
export function includesText(text: string, filter: string): boolean {
  const lower = text.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/** The rows that have all that is selected, in their order. */
export function filterRows<Row>(
  rows: readonly Row[],
  { text, values }: ListSelection,
  textOf: (row: Row) => string,
  filters: readonly ListFilter<Row>[],
): readonly Row[] {
  const selected = filters.flatMap(({ id, of }) => {
    const value = values.get(id)
    return value === undefined ? [] : [{ of, value }]
  })
  if (selected.length === 0 && text.trim() === '') return rows
  return rows.filter(
    (row) => selected.every(({ of, value }) => [of(row)].flat().includes(value)) && includesText(textOf(row), text),
  )
}

/** The different values that rows have of a filter, by name. */
export function listValues<Row>(rows: readonly Row[], { of }: ListFilter<Row>): string[] {
  const all = new Set(rows.flatMap((row) => of(row)))
  return [...all].filter((value) => value !== '').sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
