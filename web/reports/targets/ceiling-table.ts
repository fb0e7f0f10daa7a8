import type { Ceiling, CeilingGains } from '../../../src/assessment/definitions/label-ceiling.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import { formatSignedPercent, formatPercent, formatInteger } from '../format.js'

const HEADERS = [
  'Base',
  'Set',
  'Trades',
  'Without fees',
  'Win rate',
  'After fees',
  'Win rate',
  'Drawdown',
  'Buy and hold',
]

/** The ceiling of each base in each set. */
export function createCeilingTable(report: TargetReport): HTMLElement {
  const lines = report.parts.flatMap(({ base, set, ceiling }) => (ceiling ? [createRow(base, set, ceiling)] : []))
  const sums = report.overall.flatMap(({ set, ceiling }) => (ceiling ? [createRow('all', set, ceiling)] : []))
  const rows = report.bases.length > 1 ? [...lines, ...sums] : lines
  const heads = HEADERS.map((name) => createElement('th', { scope: 'col' }, name))
  const table = createElement(
    'table',
    { class: 'ceilings' },
    createElement('thead', {}, createElement('tr', {}, ...heads)),
    createElement('tbody', {}, ...rows),
  )
  const note = 'every trade with the same stake, gains summed; after fees beside holding, which pays them too'
  return createPanel(
    'ceiling-table',
    'Ceiling by base and set',
    note,
    createScrollArea('ceiling by base and set', table),
  )
}

function createRow(base: string, set: string, { free, paid, buyAndHold }: Ceiling): HTMLElement {
  return createElement(
    'tr',
    {},
    createElement('th', { scope: 'row' }, base),
    createElement('td', { class: `set-${set}` }, set),
    createElement('td', { class: 'number' }, formatInteger(paid.trades)),
    createGainCell(free.gain),
    createElement('td', { class: 'number' }, formatWinRate(free)),
    createGainCell(paid.gain),
    createElement('td', { class: 'number' }, formatWinRate(paid)),
    createElement('td', { class: 'number' }, formatPercent(paid.maxDrawdown, 2)),
    createGainCell(buyAndHold),
  )
}

function createGainCell(gain: number): HTMLElement {
  return createElement('td', { class: `number ${gain < 0 ? 'loss' : 'gain'}` }, formatSignedPercent(gain))
}

function formatWinRate({ wins, trades }: CeilingGains): string {
  return trades > 0 ? formatPercent(wins / trades) : '–'
}
