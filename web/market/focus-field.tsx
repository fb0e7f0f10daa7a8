import { useSignal } from '@preact/signals'
import { moveFocus, parseFocus, type Focus } from './focus.js'
import { changeView } from './market-address.js'

interface FocusFieldProps {
  readonly focus: Focus
  /** The minute in which lines end now. */
  readonly time: number | undefined
}

/** The minute that everything is told of, in UTC: typed in, it moves all charts there. */
export function FocusField({ focus, time }: FocusFieldProps) {
  const error = useSignal('')
  const text = time === undefined ? '' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const take = (text: string): void => {
    const [parsed] = parseFocus(text)
    error.value = parsed === undefined && text.trim() !== '' ? 'expected a time such as 2023-08-05 14:30' : ''
    if (parsed !== undefined && parsed !== time) changeView({ focus: moveFocus(focus, 0, parsed) }, true)
  }
  return (
    <label class="select" title="a click in a chart moves the finer ones; a time typed here (UTC) moves all">
      Focus
      <input
        type="text"
        class="time"
        value={text}
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
