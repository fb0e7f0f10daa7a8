import type { ColumnPart } from '../../../src/assessment/definitions/feature-report.js'
import { createElement } from '../dom.js'
import { formatPercent, formatInteger } from '../format.js'
import { driftNumber, formatDrift } from './feature-state.js'
import { formatFigure } from './figure-text.js'

type Figures = NonNullable<ColumnPart['distribution']['figures']>

const FIGURES: readonly (readonly [name: string, of: (figures: Figures) => number | undefined])[] = [
  ['mean', ({ mean }) => mean],
  ['std', ({ std }) => std],
  ['min', ({ min }) => min],
  ...['1 %', '5 %', '25 %', '50 %', '75 %', '95 %', '99 %'].map(
    (name, i) => [name, ({ quantiles }: Figures) => quantiles[i]] as const,
  ),
  ['max', ({ max }) => max],
]

/** Head and body of a table with the figures of a column, one line each, beside each other for every base and set. */
export function createFigureRows(parts: readonly ColumnPart[]): HTMLElement[] {
  return [
    createElement(
      'thead',
      {},
      createHeadRow(parts.map(({ base }) => createElement('th', { scope: 'col' }, base))),
      createHeadRow(parts.map(({ set }) => createElement('th', { scope: 'col', class: `set-${set}` }, set))),
    ),
    createElement(
      'tbody',
      {},
      ...FIGURES.map(([name, of]) =>
        createRow(name, parts, ({ distribution: { figures } }) => (figures ? formatFigure(of(figures)) : '–')),
      ),
      createRow('rows', parts, ({ distribution }) => formatInteger(distribution.rows)),
      createRow('missing', parts, ({ distribution }) => formatShare(distribution.missing, distribution.rows)),
      createRow('infinite', parts, ({ distribution }) => formatShare(distribution.infinite, distribution.rows)),
      createRow('PSI', parts, ({ drift }) => (drift === undefined ? '–' : formatDrift(driftNumber(drift)))),
    ),
  ]
}

function createHeadRow(cells: readonly HTMLElement[]): HTMLElement {
  return createElement('tr', {}, createElement('th'), ...cells)
}

function createRow(name: string, parts: readonly ColumnPart[], text: (part: ColumnPart) => string): HTMLElement {
  const cells = parts.map((part) => createElement('td', { class: 'number' }, text(part)))
  return createElement('tr', {}, createElement('th', { scope: 'row' }, name), ...cells)
}

function formatShare(count: number, rows: number): string {
  return count === 0 ? '0' : formatPercent(count / rows, 2)
}
