type Child = Node | string | undefined

interface Attributes {
  readonly class?: string
  readonly [attribute: string]: string | number | boolean | undefined
}

/** Makes an element; an attribute that is false or undefined is left out, true is set without a value. */
export function createElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** The same for SVG. */
export function createSvgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, String(value))
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** A titled part of the page; `note` is small print beside the title. */
export function createPanel(
  id: string,
  title: string,
  note: string | undefined,
  ...children: readonly Child[]
): HTMLElement {
  return createElement(
    'section',
    { class: 'panel', id, 'aria-labelledby': `${id}-title` },
    createElement(
      'header',
      {},
      createElement('h2', { id: `${id}-title` }, title),
      createElement('p', { class: 'note' }, note ?? ''),
    ),
    ...children,
  )
}

/** Sets the small print of a panel. */
export function setNote(section: HTMLElement, note: string): void {
  section.querySelector('.note')?.replaceChildren(note)
}

/** A part that scrolls by itself, also with the keyboard; `label` names it for those who cannot see it. */
export function createScrollArea(label: string, ...children: readonly Child[]): HTMLElement {
  return createElement('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, ...children)
}
