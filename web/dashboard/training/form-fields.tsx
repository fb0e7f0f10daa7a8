import type { OfferedDefinition } from '../../../src/server/api/training.js'
import { setField, type Field, type FormValues } from './form-state.js'

interface FieldProps {
  readonly field: Field
  readonly label: string
  readonly values: FormValues
  readonly hint?: string
}

interface ChoiceProps extends FieldProps {
  readonly options: readonly (OfferedDefinition | string)[]
  /** What no choice is called; without it there is always one. */
  readonly none?: string
}

export function Choice({ field, label, values, options, none, hint }: ChoiceProps) {
  return (
    <label>
      {label}
      <select
        name={field}
        value={values[field] ?? ''}
        title={hint}
        onChange={({ currentTarget }) => setField(field, currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => {
          const { id, own } = typeof option === 'string' ? { id: option, own: false } : option
          return (
            <option key={id} value={id}>
              {own ? `${id} (own)` : id}
            </option>
          )
        })}
      </select>
    </label>
  )
}

interface TextProps extends FieldProps {
  readonly placeholder: string
}

export function TextField({ field, label, values, placeholder, hint }: TextProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        name={field}
        value={values[field] ?? ''}
        placeholder={placeholder}
        title={hint}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => setField(field, currentTarget.value.trim())}
      />
    </label>
  )
}

interface NumberProps extends TextProps {
  readonly least: number
  /** Whole numbers where it is left out. */
  readonly step?: 'any'
}

export function NumberField({ field, label, values, placeholder, hint, least, step }: NumberProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        name={field}
        value={values[field] ?? ''}
        min={least}
        step={step ?? 1}
        placeholder={placeholder}
        title={hint}
        onInput={({ currentTarget }) => setField(field, currentTarget.value)}
      />
    </label>
  )
}

export function Tick({ field, label, values, hint }: FieldProps) {
  return (
    <label class="tick" title={hint}>
      <input
        type="checkbox"
        name={field}
        checked={values[field] === 'true'}
        onChange={({ currentTarget }) => setField(field, currentTarget.checked ? 'true' : '')}
      />
      {label}
    </label>
  )
}
