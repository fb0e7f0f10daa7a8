/** What can be chosen; a plain text is its own title. */
export type SelectOption = string | { readonly id: string; readonly title: string }

interface SelectProps {
  readonly label: string
  /** Empty or undefined: none. */
  readonly value: string | undefined
  readonly options: readonly SelectOption[]
  /** What no choice is called; without it there is always one. */
  readonly none?: string | undefined
  readonly name?: string
  readonly tooltip?: string | undefined
  readonly onChange: (value: string) => void
}

/** One of several under a label; a value that is not there any more is still shown. */
export function Select({ label, value = '', options, none, name, tooltip, onChange }: SelectProps) {
  const offered = options.map((option) => (typeof option === 'string' ? { id: option, title: option } : option))
  const isThere = value === '' || offered.some(({ id }) => id === value)
  return (
    <label class="select">
      {label}{' '}
      <select name={name} value={value} title={tooltip} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {offered.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
        {!isThere && <option value={value}>{value} (not found)</option>}
      </select>
    </label>
  )
}
