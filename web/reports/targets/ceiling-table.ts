import type { Ceiling, CeilingGains } from '../../../src/assessment/definitions/label-ceiling.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { element, panel, scrollArea } from '../dom.js'
import { percent, plainPercent, formatInteger } from '../format.js'

const HEADS = ['Base', 'Set', 'Trades', 'Without fees', 'Won', 'After fees', 'Won', 'Drawdown', 'Buy and hold']

/** The ceiling of each base in each set. */
export function ceilingTable(report: TargetReport): HTMLElement {
  const lines = report.parts.flatMap(({ base, set, ceiling }) => (ceiling ? [rowOf(base, set, ceiling)] : []))
  const sums = report.overall.flatMap(({ set, ceiling }) => (ceiling ? [rowOf('all', set, ceiling)] : []))
  const rows = report.bases.length > 1 ? [...lines, ...sums] : lines
  const heads = HEADS.map((name) => element('th', { scope: 'col' }, name))
  const table = element(
    'table',
    { class: 'ceilings' },
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  )
  const note = 'every trade with the same stake, gains summed; after fees beside holding, which pays them too'
  return panel('ceiling-table', 'Ceiling by base and set', note, scrollArea('ceiling by base and set', table))
}

function rowOf(base: string, set: string, { free, paid, buyAndHold }: Ceiling): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, base),
    element('td', { class: `set-${set}` }, set),
    element('td', { class: 'number' }, formatInteger(paid.trades)),
    gainCell(free.gain),
    element('td', { class: 'number' }, won(free)),
    gainCell(paid.gain),
    element('td', { class: 'number' }, won(paid)),
    element('td', { class: 'number' }, plainPercent(paid.maxDrawdown, 2)),
    gainCell(buyAndHold),
  )
}

function gainCell(gain: number): HTMLElement {
  return element('td', { class: `number ${gain < 0 ? 'loss' : 'gain'}` }, percent(gain))
}

function won({ wins, trades }: CeilingGains): string {
  return trades > 0 ? plainPercent(wins / trades) : '–'
}
