import { createElement } from './dom.js'
import { createThemeButton } from './theme.js'

/** The top of a page: what it is about, its name, facts in one line, and beside them badges, selectors and the theme. */
export function createHeader(
  kind: string,
  name: string,
  facts: readonly string[],
  side: readonly (HTMLElement | undefined)[],
): HTMLElement {
  return createElement(
    'header',
    { class: 'page' },
    createElement(
      'div',
      {},
      createElement('p', { class: 'kind' }, `FollowUpward · ${kind}`),
      createElement('h1', {}, name),
      createElement('p', { class: 'facts' }, facts.join(' · ')),
    ),
    createElement('div', { class: 'side' }, ...side, createThemeButton()),
  )
}

/** Chooses one of several bases, or all of them (undefined); nothing where there is one only. */
export function createBaseSelect(
  bases: readonly string[],
  choose: (base: string | undefined) => void,
): HTMLElement | undefined {
  if (bases.length < 2) return undefined
  const select = createElement('select', { id: 'base' }, createElement('option', { value: '' }, 'all bases'))
  for (const base of bases) select.append(createElement('option', { value: base }, base))
  select.addEventListener('change', () => choose(select.value || undefined))
  return createElement('label', { class: 'select' }, 'Base ', select)
}
