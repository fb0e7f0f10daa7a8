import type { OfferedDefinition } from '../../src/dashboard/training/api.js'
import { Choice } from '../ui/choice.js'
import { setField, type Field, type FormValues } from './form-state.js'

interface FieldProps {
  readonly field: Field
  readonly label: string
  readonly values: FormValues
  readonly hint?: string
}

interface ChoiceFieldProps extends FieldProps {
  readonly options: readonly (OfferedDefinition | string)[]
  /** What no choice is called; without it there is always one. */
  readonly none?: string
}

export function ChoiceField({ field, label, values, options, none, hint }: ChoiceFieldProps) {
  const titled = options.map((option) =>
    typeof option === 'string'
      ? option
      : { id: option.id, title: option.userDefined ? `${option.id} (of this workspace)` : option.id },
  )
  return (
    <Choice
      name={field}
      label={label}
      value={values[field]}
      options={titled}
      none={none}
      hint={hint}
      onChange={(value) => setField(field, value)}
    />
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
