import { useSignal } from '@preact/signals'
import { moveFocus, parseMinute, type Focus } from './focus.js'
import { changeView } from './market-address.js'

interface FocusFieldProps {
  readonly focus: Focus
  /** The minute in which lines end now, else that of the address. */
  readonly time: number | undefined
}

/** The minute that everything is told of, in UTC: typed in, it moves all charts there. */
export function FocusField({ focus, time }: FocusFieldProps) {
  const error = useSignal('')
  const text = time === undefined ? '' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  const take = (text: string): void => {
    const parsed = parseMinute(text)
    error.value =
      parsed === undefined && text.trim() !== ''
        ? `${text.trim()} is no time; expected one such as 2023-08-05 14:30`
        : ''
    if (parsed !== undefined) changeView({ focus: moveFocus(focus, 0, parsed) }, true)
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
