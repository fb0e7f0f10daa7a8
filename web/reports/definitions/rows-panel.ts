import type { RowsReport } from '../../../src/assessment/definitions/report-rows.js'
import { element, panel, scrollArea } from '../dom.js'
import { formatInteger, type TimeText } from '../format.js'

const REASONS: Readonly<Record<keyof RowsReport['dropped'], string>> = {
  noCandles: 'no candles',
  noHistory: 'no history',
  noEvent: 'no event',
  notFinal: 'label not final',
  notImported: 'never imported',
  outage: 'beside an outage',
  neededOutage: 'beside an outage of a needed base',
  flat: 'at one price',
  purged: 'purged',
  embargo: 'embargo',
}

/** The rows of each base in each set, and how many minutes are not used for which reason. */
export function rowsPanel(rows: readonly RowsReport[], times: TimeText): HTMLElement {
  const reasons = Object.entries(REASONS)
  const heads = ['Base', 'Set', 'First row', 'Last row', 'Rows', 'Ranges', ...Object.values(REASONS)]
  const table = element(
    'table',
    { class: 'rows' },
    element('thead', {}, element('tr', {}, ...heads.map((name) => element('th', { scope: 'col' }, name)))),
    element(
      'tbody',
      {},
      ...rows.map((one) => {
        const dropped = new Map<string, number>(Object.entries(one.dropped))
        const needed = Object.entries(one.neededOutages).map(([base, count]) => `${base} ${formatInteger(count)}`)
        const cells = [
          ...[one.rows, one.ranges].map(countText),
          ...reasons.map(([reason]) =>
            reason === 'neededOutage' ? needed.join(', ') || '–' : countText(dropped.get(reason) ?? 0),
          ),
        ]
        return element(
          'tr',
          {},
          element('th', { scope: 'row' }, one.base),
          element('td', { class: `set-${one.set}` }, one.set),
          ...[one.from, one.to].map((time) => element('td', {}, time === null ? '–' : times.minute(time / 60_000))),
          ...cells.map((text) => element('td', { class: 'number' }, text)),
        )
      }),
    ),
  )
  return panel(
    'rows',
    'Rows',
    'minutes of a set that are not used, by the first reason that applies',
    scrollArea('rows', table),
  )
}

function countText(count: number): string {
  return count === 0 ? '–' : formatInteger(count)
}
