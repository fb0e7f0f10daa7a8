import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { messageOf } from '../app/message-of.js'

interface ButtonProps {
  /** May be asynchronous: the button waits, and shows the one line of a fault beside itself. */
  readonly onClick: () => void | Promise<unknown>
  readonly kind?: 'plain' | 'main' | 'danger'
  readonly disabled?: boolean
  readonly label?: string
  readonly title?: string
  readonly pressed?: boolean
  readonly children: ComponentChildren
}

export function Button({ onClick, kind = 'plain', disabled, label, title, pressed, children }: ButtonProps) {
  const busy = useSignal(false)
  const fault = useSignal('')
  const press = async (): Promise<void> => {
    fault.value = ''
    busy.value = true
    try {
      await onClick()
    } catch (error) {
      fault.value = messageOf(error)
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <button
        type="button"
        class={kind}
        disabled={disabled === true || busy.value}
        aria-label={label}
        aria-pressed={pressed}
        aria-busy={busy.value}
        title={title}
        onClick={() => void press()}
      >
        {children}
      </button>
      {fault.value !== '' && (
        <span class="fault" role="alert">
          {fault.value}
        </span>
      )}
    </>
  )
}
