import type { OfferedParam } from '../../src/dashboard/training/api.js'
import { paramsOf, paramsText, setField, type FormValues } from './form-state.js'

interface ParamFieldsProps {
  readonly params: readonly OfferedParam[]
  readonly values: FormValues
}

/** A field for each parameter of the net: empty takes the net's own value, its search space is suggested. */
export function ParamFields({ params, values }: ParamFieldsProps) {
  const chosen = paramsOf(values.params)
  const set = (name: string, value: string): void => {
    const next = new Map(chosen)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setField('params', paramsText(next))
  }
  return (
    <>
      {params.map(({ name, value, tries }) => (
        <label key={name}>
          {name}
          <input
            type="number"
            name={`param-${name}`}
            step="any"
            value={chosen.get(name) ?? ''}
            placeholder={String(value)}
            list={`tries-${name}`}
            onInput={({ currentTarget }) => set(name, currentTarget.value.trim())}
          />
          <datalist id={`tries-${name}`}>
            {tries.map((one) => (
              <option key={one} value={String(one)} />
            ))}
          </datalist>
          {tries.length > 0 && <small class="note">scan tries {tries.join(', ')}</small>}
        </label>
      ))}
    </>
  )
}
