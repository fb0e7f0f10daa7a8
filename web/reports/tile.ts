import { element } from './dom.js'

/** A figure with what it is and what to compare it with. */
export interface Tile {
  readonly label: string
  readonly value: string
  readonly remark: string
  readonly tone?: 'gain' | 'loss' | undefined
}

export function tileElement({ label, value, remark, tone }: Tile): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', {}, label),
    element('dd', { class: tone ?? '' }, value),
    element('dd', { class: 'remark' }, remark),
  )
}
