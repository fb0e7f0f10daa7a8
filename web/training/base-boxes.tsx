import { setField, type FormValues } from './form-state.js'

interface BaseBoxesProps {
  readonly bases: readonly string[]
  readonly values: FormValues
}

/** The bases to train on; all of them where none is chosen. */
export function BaseBoxes({ bases, values }: BaseBoxesProps) {
  const chosen = (values.base ?? '').split(',').filter((name) => name !== '')
  const toggle = (name: string): void => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]
    setField('base', bases.filter((one) => next.includes(one)).join(','))
  }
  return (
    <fieldset class="bases">
      <legend>Bases{chosen.length === 0 ? ': all' : ''}</legend>
      {bases.map((name) => (
        <label key={name} class="tick">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
      {bases.length === 0 && <span class="note">none has candles</span>}
    </fieldset>
  )
}
