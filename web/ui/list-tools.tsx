import { Button } from './button.js'
import { listValues, type ListFilter, type ListSelection } from './filter-rows.js'
import { formatInteger } from './format.js'
import { Select } from './select.js'

interface ListToolsProps<Row> {
  /** What is listed: `Trainings`. */
  readonly label: string
  readonly rows: readonly Row[]
  readonly filters: readonly ListFilter<Row>[]
  readonly selection: ListSelection
  /** Rows that are left. */
  readonly found: number
  /** `name` is `text` or the id of a filter; an empty value takes it off. */
  readonly onChange: (name: string, value: string) => void
  readonly onClear: () => void
}

/** What a list is narrowed down by, and how many of it are left. A property that all have in common is not offered. */
export function ListTools<Row>(props: ListToolsProps<Row>) {
  const { label, rows, filters, selection, found, onChange, onClear } = props
  const isFiltered = selection.text !== '' || selection.values.size > 0
  return (
    <div class="list-tools" role="search" aria-label={label}>
      <FilterText label={`filter ${label}`} value={selection.text} onChange={(text) => onChange('text', text)} />
      {filters.map((filter) => {
        const { id, title } = filter
        const value = selection.values.get(id)
        const options = listValues(rows, filter)
        if (options.length < 2 && value === undefined) return null
        return (
          <Select
            key={id}
            label={title}
            value={value}
            none="all"
            options={options}
            onChange={(next) => onChange(id, next)}
          />
        )
      })}
      <span class="note" role="status">
        {isFiltered ? `${formatInteger(found)} of ${formatInteger(rows.length)}` : formatInteger(rows.length)}
      </span>
      {isFiltered && <Button onClick={onClear}>Show all</Button>}
    </div>
  )
}

interface FilterTextProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Words that what is listed must have. Escape takes them off. */
export function FilterText({ label, value, onChange }: FilterTextProps) {
  return (
    <input
      type="search"
      class="filter"
      aria-label={label}
      placeholder="filter"
      value={value}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onChange('')
      }}
    />
  )
}
