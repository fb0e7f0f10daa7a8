import type { ComponentChildren } from 'preact'

interface PanelProps {
  /** Id of the section; its title gets `<id>-title`. */
  readonly id: string
  readonly title: string
  /** Small print beside the title. */
  readonly note?: ComponentChildren
  /** Buttons and choices at the title's far end. */
  readonly actions?: ComponentChildren
  readonly class?: string
  readonly children: ComponentChildren
}

/** A titled part of a page. */
export function Panel({ id, title, note, actions, class: name = '', children }: PanelProps) {
  return (
    <section class={`panel ${name}`} id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        {note !== undefined && <p class="note">{note}</p>}
        {actions !== undefined && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
