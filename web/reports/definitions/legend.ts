import { element } from '../dom.js'

/** Which colour means what: pairs of a swatch's style and its meaning, none of them torn at the end of a line. */
export function legend(...items: readonly (readonly [style: string, meaning: string])[]): HTMLElement {
  return element(
    'p',
    { class: 'legend' },
    ...items.map(([style, meaning]) =>
      element('span', { class: 'key' }, element('span', { class: `swatch ${style}` }), meaning),
    ),
  )
}

/** The colours of the sets. */
export function setLegend(sets: readonly string[]): HTMLElement {
  return legend(...sets.map((set) => [`set-${set}`, set === 'all' ? 'all rows' : set] as const))
}
