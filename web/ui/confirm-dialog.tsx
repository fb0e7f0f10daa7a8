import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { Button } from './button.js'

interface ConfirmProps {
  readonly open: boolean
  readonly title: string
  /** What the button that goes on says: a verb, `Sell all and stop`. */
  readonly action: string
  readonly danger?: boolean
  readonly onConfirm: () => void | Promise<unknown>
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Asks before something that cannot be taken back. Escape and the first button leave everything as it is. */
export function ConfirmDialog({ open, title, action, danger, onConfirm, onClose, children }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  const goOn = async (): Promise<void> => {
    await onConfirm()
    onClose()
  }
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      <div class="content">{children}</div>
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant={danger ? 'danger' : 'primary'} onClick={goOn}>
          {action}
        </Button>
      </div>
    </dialog>
  )
}
