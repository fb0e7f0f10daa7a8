import type { ComponentChildren } from 'preact'

/** Entries of a list that are shown. */
const MAX_ENTRIES = 50

/** What a job came to: any JSON, as names with their values and as tables. */
export function JobResult({ value }: { readonly value: unknown }) {
  return <div class="job-result">{renderValue(value)}</div>
}

function renderValue(value: unknown): ComponentChildren {
  if (Array.isArray(value)) return <List entries={value} />
  if (isObject(value)) return <Facts value={value} />
  return formatValue(value)
}

function Facts({ value }: { readonly value: object }) {
  return (
    <dl>
      {Object.entries(value).map(([name, one]: [string, unknown]) => (
        <div key={name}>
          <dt>{labelOf(name)}</dt>
          <dd>{renderValue(one)}</dd>
        </div>
      ))}
    </dl>
  )
}

function List({ entries }: { readonly entries: readonly unknown[] }) {
  const first = entries.slice(0, MAX_ENTRIES)
  const more = entries.length > first.length && <p class="note">and {entries.length - first.length} more</p>
  if (entries.length === 0) return 'none'
  if (!first.every(isObject)) {
    return (
      <>
        {first.map(formatValue).join(', ')}
        {more}
      </>
    )
  }
  const names = [...new Set(first.flatMap((entry) => Object.keys(entry)))]
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="result">
      <table>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {labelOf(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first.map((entry, index) => (
            <tr key={index}>
              {names.map((name) => (
                <td key={name}>{formatValue(valueOf(entry, name))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </div>
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueOf(entry: object, name: string): unknown {
  return Object.entries(entry).find(([key]) => key === name)?.[1]
}

/** Epoch milliseconds of this century. */
const TIMES = { from: 946_684_800_000, to: 4_102_444_800_000 }

function formatValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isInteger(value) && value >= TIMES.from && value < TIMES.to)
    return `${new Date(value).toISOString().slice(0, 16)}Z`
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(formatValue).join(', ')
  if (isObject(value))
    return Object.entries(value)
      .map(([name, one]) => `${labelOf(name)} ${formatValue(one)}`)
      .join(', ')
  return value === undefined || value === null ? '–' : JSON.stringify(value)
}

function labelOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
