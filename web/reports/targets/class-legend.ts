import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement } from '../dom.js'
import { classStyle, type TargetState } from './target-state.js'

/** Which colour means which class; pressing one hides it, or shows it again. */
export function createClassLegend({ definition }: TargetReport, state: TargetState): HTMLElement {
  const buttons = definition.classes.map((name, place) => {
    const swatch = createElement('span', { class: `swatch ${classStyle(name, place)}` })
    const button = createElement('button', { type: 'button', class: 'toggle' }, swatch, name)
    button.addEventListener('click', () => {
      const hidden = new Set(state.current().hidden)
      if (!hidden.delete(name)) hidden.add(name)
      state.change({ hidden })
    })
    state.watch(({ hidden }) => button.setAttribute('aria-pressed', String(!hidden.has(name))))
    return button
  })
  return createElement('p', { class: 'legend' }, ...buttons, 'press one to hide or show it')
}
