import { element } from './dom.js'
import { themeButton } from './theme.js'

/** The top of a page: what it is about, its name, facts in one line, and beside them badges, selectors and the theme. */
export function headerFrame(
  kind: string,
  name: string,
  facts: readonly string[],
  side: readonly (HTMLElement | undefined)[],
): HTMLElement {
  return element(
    'header',
    { class: 'page' },
    element(
      'div',
      {},
      element('p', { class: 'kind' }, `FollowUpward · ${kind}`),
      element('h1', {}, name),
      element('p', { class: 'facts' }, facts.join(' · ')),
    ),
    element('div', { class: 'side' }, ...side, themeButton()),
  )
}

/** Chooses one of several bases, or all of them (undefined); nothing where there is one only. */
export function baseSelector(
  bases: readonly string[],
  choose: (base: string | undefined) => void,
): HTMLElement | undefined {
  if (bases.length < 2) return undefined
  const select = element('select', { id: 'base' }, element('option', { value: '' }, 'all bases'))
  for (const base of bases) select.append(element('option', { value: base }, base))
  select.addEventListener('change', () => choose(select.value || undefined))
  return element('label', { class: 'select' }, 'Base ', select)
}
