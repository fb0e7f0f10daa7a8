import type { ColumnPart } from '../../../src/assessment/definitions/feature-report.js'
import { element } from '../dom.js'
import { plainPercent, formatInteger } from '../format.js'
import { driftNumber, driftText } from './feature-state.js'
import { figureText } from './figure-text.js'

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
export function figureRows(parts: readonly ColumnPart[]): HTMLElement[] {
  return [
    element(
      'thead',
      {},
      headRow(parts.map(({ base }) => element('th', { scope: 'col' }, base))),
      headRow(parts.map(({ set }) => element('th', { scope: 'col', class: `set-${set}` }, set))),
    ),
    element(
      'tbody',
      {},
      ...FIGURES.map(([name, of]) =>
        row(name, parts, ({ distribution: { figures } }) => (figures ? figureText(of(figures)) : '–')),
      ),
      row('rows', parts, ({ distribution }) => formatInteger(distribution.rows)),
      row('missing', parts, ({ distribution }) => share(distribution.missing, distribution.rows)),
      row('infinite', parts, ({ distribution }) => share(distribution.infinite, distribution.rows)),
      row('PSI', parts, ({ drift }) => (drift === undefined ? '–' : driftText(driftNumber(drift)))),
    ),
  ]
}

function headRow(cells: readonly HTMLElement[]): HTMLElement {
  return element('tr', {}, element('th'), ...cells)
}

function row(name: string, parts: readonly ColumnPart[], text: (part: ColumnPart) => string): HTMLElement {
  const cells = parts.map((part) => element('td', { class: 'number' }, text(part)))
  return element('tr', {}, element('th', { scope: 'row' }, name), ...cells)
}

function share(count: number, rows: number): string {
  return count === 0 ? '0' : plainPercent(count / rows, 2)
}
