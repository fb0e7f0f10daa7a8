import { createElement } from '../dom.js'

/** Which colour means what: pairs of a swatch's style and its meaning, none of them torn at the end of a line. */
export function createLegend(...items: readonly (readonly [style: string, meaning: string])[]): HTMLElement {
  return createElement(
    'p',
    { class: 'legend' },
    ...items.map(([style, meaning]) =>
      createElement('span', { class: 'key' }, createElement('span', { class: `swatch ${style}` }), meaning),
    ),
  )
}

/** The colours of the sets. */
export function createSetLegend(sets: readonly string[]): HTMLElement {
  return createLegend(...sets.map((set) => [`set-${set}`, set === 'all' ? 'all rows' : set] as const))
}
