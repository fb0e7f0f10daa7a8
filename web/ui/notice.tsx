import type { ComponentChildren } from 'preact'

interface NoticeProps {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad'
  /** Gives it a button that closes it; Escape does so too while the focus is inside. */
  readonly onClose?: (() => void) | undefined
  readonly children: ComponentChildren
}

/** A line or two about the state of things; `bad` is read out at once. */
export function Notice({ tone = 'info', onClose, children }: NoticeProps) {
  const role = tone === 'bad' ? 'alert' : 'status'
  if (!onClose) {
    return (
      <div class={`notice ${tone}`} role={role}>
        {children}
      </div>
    )
  }
  return (
    <div
      class={`notice closable ${tone}`}
      role={role}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose()
      }}
    >
      <div class="content">{children}</div>
      <button type="button" class="close" aria-label="Close this message" onClick={onClose}>
        ×
      </button>
    </div>
  )
}
