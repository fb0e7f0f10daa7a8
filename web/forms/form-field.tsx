import { useSignal } from '@preact/signals'
import type { FormField } from '../../src/dashboard/forms/api.js'
import { includesText } from '../ui/filter-rows.js'
import { Select } from '../ui/select.js'

export interface FieldProps {
  readonly field: FormField
  readonly value: string
  readonly onChange: (text: string) => void
  /** What is wrong with the value. */
  readonly error?: string | undefined
}

/** One field of a request: its label, what it takes, and a line of help or of what is wrong. */
export function Field({ field, value, onChange, error }: FieldProps) {
  const { key, help, kind, otherwise } = field
  const helpId = `help-${key}`
  return (
    <div class="field" data-key={key}>
      <Input field={field} value={value} onChange={onChange} error={error} />
      {error === undefined ? (
        <small class="help" id={helpId}>
          {help}
          {kind === 'time' && otherwise !== '' && ` (default: ${otherwise})`}
        </small>
      ) : (
        <small class="error" id={helpId} role="alert">
          {error}
        </small>
      )}
    </div>
  )
}

function Input({ field, value, onChange, error }: FieldProps) {
  const { key, kind, otherwise, choices, isRequired, isInteger } = field
  const label = formatLabel(field)
  const common = {
    name: key,
    value,
    placeholder: otherwise,
    'aria-describedby': `help-${key}`,
    'aria-invalid': error !== undefined,
  }
  if (kind === 'list' && choices.length > 0) return <CheckboxGroup field={field} value={value} onChange={onChange} />
  if (choices.length > 0) {
    const none = isRequired ? undefined : otherwise || 'none'
    return <Select name={key} label={label} value={value} options={choices} none={none} onChange={onChange} />
  }
  if (kind === 'boolean') {
    return (
      <label class="tick">
        <input
          type="checkbox"
          name={key}
          checked={(value || otherwise) === 'true'}
          aria-describedby={`help-${key}`}
          onChange={({ currentTarget }) => onChange(String(currentTarget.checked))}
        />
        {label}
      </label>
    )
  }
  return (
    <label>
      {label}
      {kind === 'paths' ? (
        <textarea
          rows={3}
          spellcheck={false}
          {...common}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      ) : (
        <input
          {...INPUTS[kind === 'number' || kind === 'time' ? kind : 'text']}
          {...(kind === 'number' && isInteger ? { step: 1 } : {})}
          {...common}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </label>
  )
}

const INPUTS = {
  number: { type: 'number', step: 'any' },
  time: { type: 'datetime-local' },
  text: { type: 'text', spellcheck: false, autocomplete: 'off' },
} as const

/** `Patience, epochs`, yet `Epochs` and `Checkpoint minutes` alone. */
function formatLabel({ label, unit, kind }: FormField): string {
  const more = unit === undefined || label.toLowerCase().endsWith(unit) ? '' : `, ${unit}`
  return `${label}${more}${kind === 'time' ? ' (UTC)' : kind === 'paths' ? ', one a line' : ''}`
}

/** Choices from which on there is a field to filter them. */
const MAX_UNFILTERED = 10

/** Several of a list; all of them where none is chosen. */
function CheckboxGroup({ field: { key, choices, label }, value, onChange }: FieldProps) {
  const selected = value.split(',').filter((name) => name !== '')
  const filter = useSignal('')
  const isLong = choices.length > MAX_UNFILTERED
  const shown = isLong ? choices.filter(({ title }) => includesText(title, filter.value)) : choices
  const toggle = (name: string): void => {
    const next = selected.includes(name) ? selected.filter((one) => one !== name) : [...selected, name]
    onChange(
      choices
        .map(({ id }) => id)
        .filter((id) => next.includes(id))
        .join(','),
    )
  }
  return (
    <fieldset class="checkboxes" aria-describedby={`help-${key}`}>
      <legend>
        {label}
        {selected.length === 0 ? ': all' : isLong ? `: ${selected.length} of ${choices.length}` : ''}
      </legend>
      {isLong && (
        <input
          type="search"
          aria-label={`filter ${label}`}
          placeholder="filter"
          value={filter.value}
          onInput={({ currentTarget }) => void (filter.value = currentTarget.value)}
        />
      )}
      {shown.map(({ id, title }) => (
        <label key={id} class="tick">
          <input type="checkbox" checked={selected.includes(id)} onChange={() => toggle(id)} />
          {title}
        </label>
      ))}
    </fieldset>
  )
}
