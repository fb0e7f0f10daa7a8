import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { errorMessage } from '../app/error-message.js'

interface ButtonProps {
  /** May be asynchronous: the button waits, and shows the one line of an error beside itself. */
  readonly onClick: () => void | Promise<unknown>
  readonly variant?: 'default' | 'primary' | 'danger'
  readonly disabled?: boolean
  /** Something has to be done first, which pressing it shows: it can be pressed, and says that it is not available. */
  readonly blocked?: boolean
  readonly label?: string
  readonly title?: string
  readonly pressed?: boolean
  readonly children: ComponentChildren
}

export function Button({
  onClick,
  variant = 'default',
  disabled,
  blocked,
  label,
  title,
  pressed,
  children,
}: ButtonProps) {
  const busy = useSignal(false)
  const error = useSignal('')
  const press = async (): Promise<void> => {
    error.value = ''
    busy.value = true
    try {
      await onClick()
    } catch (thrown) {
      error.value = errorMessage(thrown)
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <button
        type="button"
        class={variant}
        disabled={disabled === true || busy.value}
        aria-disabled={blocked === true ? true : undefined}
        aria-label={label}
        aria-pressed={pressed}
        aria-busy={busy.value}
        title={title}
        onClick={() => void press()}
      >
        {children}
      </button>
      {error.value !== '' && (
        <span class="error" role="alert">
          {error.value}
        </span>
      )}
    </>
  )
}
