import { createElement } from './dom.js'

/** A figure with what it is and what to compare it with. */
export interface Tile {
  readonly label: string
  readonly value: string
  readonly remark: string
  readonly tone?: 'gain' | 'loss' | undefined
}

export function createTile({ label, value, remark, tone }: Tile): HTMLElement {
  return createElement(
    'div',
    { class: 'tile' },
    createElement('dt', {}, label),
    createElement('dd', { class: tone ?? '' }, value),
    createElement('dd', { class: 'remark' }, remark),
  )
}
