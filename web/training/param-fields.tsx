import type { OfferedParam } from '../../src/dashboard/training/api.js'

interface ParamFieldsProps {
  readonly params: readonly OfferedParam[]
  /** `l1=24,l2=16` */
  readonly value: string
  readonly onChange: (text: string) => void
}

/** A field for each parameter of the net: empty takes the net's own value, its search space is suggested. */
export function ParamFields({ params, value, onChange }: ParamFieldsProps) {
  const chosen = paramsIn(value)
  const set = (name: string, text: string): void => {
    const next = new Map(chosen)
    if (text === '') next.delete(name)
    else next.set(name, text)
    onChange([...next].map(([key, one]) => `${key}=${one}`).join(','))
  }
  return (
    <fieldset class="params">
      <legend>Parameters of the net</legend>
      {params.map(({ name, value: usual, tries }) => (
        <label key={name}>
          {name}
          <input
            type="number"
            name={`param-${name}`}
            step="any"
            value={chosen.get(name) ?? ''}
            placeholder={String(usual)}
            list={`tries-${name}`}
            onInput={({ currentTarget }) => set(name, currentTarget.value.trim())}
          />
          <datalist id={`tries-${name}`}>
            {tries.map((one) => (
              <option key={one} value={String(one)} />
            ))}
          </datalist>
          {tries.length > 0 && <small class="hint">scan tries {tries.join(', ')}</small>}
        </label>
      ))}
    </fieldset>
  )
}

function paramsIn(text: string): Map<string, string> {
  return new Map(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])),
  )
}
