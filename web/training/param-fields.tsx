import type { NetParam } from '../../src/dashboard/training/api.js'

interface ParamFieldsProps {
  readonly params: readonly NetParam[]
  /** `l1=24,l2=16` */
  readonly value: string
  readonly onChange: (text: string) => void
  /** What is wrong with them. */
  readonly error?: string | undefined
}

/** A field for each parameter of the net: empty takes the net's own value, its search space is suggested. */
export function ParamFields({ params, value, onChange, error }: ParamFieldsProps) {
  const values = parseParams(value)
  const set = (name: string, text: string): void => {
    const next = new Map(values)
    if (text === '') next.delete(name)
    else next.set(name, text)
    onChange([...next].map(([key, one]) => `${key}=${one}`).join(','))
  }
  return (
    <fieldset class="params" data-key="params" aria-describedby={error === undefined ? undefined : 'help-params'}>
      <legend>Parameters of the net</legend>
      {error !== undefined && (
        <small class="error" id="help-params" role="alert">
          {error}
        </small>
      )}
      {params.map(({ name, value: defaultValue, searchSpace }) => (
        <label key={name}>
          {name}
          <input
            type="number"
            name={`param-${name}`}
            step="any"
            value={values.get(name) ?? ''}
            placeholder={String(defaultValue)}
            list={`search-space-${name}`}
            onInput={({ currentTarget }) => set(name, currentTarget.value.trim())}
          />
          <datalist id={`search-space-${name}`}>
            {searchSpace.map((one) => (
              <option key={one} value={String(one)} />
            ))}
          </datalist>
          {searchSpace.length > 0 && <small class="help">search space: {searchSpace.join(', ')}</small>}
        </label>
      ))}
    </fieldset>
  )
}

function parseParams(text: string): Map<string, string> {
  return new Map(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])),
  )
}
