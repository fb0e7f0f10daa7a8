import { useSignal } from '@preact/signals'
import { focused, parseFocus, type Focus } from './focus.js'
import { changeView } from './market-address.js'

interface FocusFieldProps {
  readonly focus: Focus
  /** The minute in which lines end now. */
  readonly time: number | undefined
}

/** The minute that everything is told of, in UTC: typed in, it moves all charts there. */
export function FocusField({ focus, time }: FocusFieldProps) {
  const error = useSignal('')
  const shown = time === undefined ? '' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const take = (text: string): void => {
    const [wanted] = parseFocus(text)
    error.value = wanted === undefined && text.trim() !== '' ? 'expected a time such as 2023-08-05 14:30' : ''
    if (wanted !== undefined && wanted !== time) changeView({ focus: focused(focus, 0, wanted) }, true)
  }
  return (
    <label class="choice" title="a click in a chart moves the finer ones; a time typed here (UTC) moves all">
      Focus
      <input
        type="text"
        class="time"
        value={shown}
        aria-invalid={error.value !== ''}
        onChange={(event) => take(event.currentTarget.value)}
      />
      {error.value !== '' && (
        <span class="error" role="alert">
          {error.value}
        </span>
      )}
    </label>
  )
}
