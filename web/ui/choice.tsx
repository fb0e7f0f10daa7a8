/** What can be chosen; a plain text is its own title. */
export type ChoiceOption = string | { readonly id: string; readonly title: string }

interface ChoiceProps {
  readonly label: string
  /** Empty or undefined: none. */
  readonly value: string | undefined
  readonly options: readonly ChoiceOption[]
  /** What no choice is called; without it there is always one. */
  readonly none?: string | undefined
  readonly name?: string
  readonly hint?: string | undefined
  readonly onChange: (value: string) => void
}

/** One of several under a label; a value that is not there any more is still shown. */
export function Choice({ label, value = '', options, none, name, hint, onChange }: ChoiceProps) {
  const offered = options.map((option) => (typeof option === 'string' ? { id: option, title: option } : option))
  const isThere = value === '' || offered.some(({ id }) => id === value)
  return (
    <label class="choice">
      {label}{' '}
      <select name={name} value={value} title={hint} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {offered.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
        {!isThere && <option value={value}>{value} (not there)</option>}
      </select>
    </label>
  )
}
