import type { RowsReport } from '../../../src/assessment/definitions/report-rows.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import { formatInteger, type TimeFormat } from '../format.js'

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
export function createRowsPanel(rows: readonly RowsReport[], times: TimeFormat): HTMLElement {
  const reasons = Object.entries(REASONS)
  const heads = ['Base', 'Set', 'First row', 'Last row', 'Rows', 'Ranges', ...Object.values(REASONS)]
  const table = createElement(
    'table',
    { class: 'rows' },
    createElement(
      'thead',
      {},
      createElement('tr', {}, ...heads.map((name) => createElement('th', { scope: 'col' }, name))),
    ),
    createElement(
      'tbody',
      {},
      ...rows.map((one) => {
        const dropped = new Map<string, number>(Object.entries(one.dropped))
        const needed = namesOf(one.neededOutages)
        const absent = namesOf(one.neededAbsences)
        const cells = [
          ...[one.rows, one.ranges].map(formatCount),
          ...reasons.map(([reason]) =>
            reason === 'neededOutage'
              ? needed || '–'
              : `${formatCount(dropped.get(reason) ?? 0)}${reason === 'noCandles' && absent !== '' ? ` (${absent})` : ''}`,
          ),
        ]
        return createElement(
          'tr',
          {},
          createElement('th', { scope: 'row' }, one.base),
          createElement('td', { class: `set-${one.set}` }, one.set),
          ...[one.from, one.to].map((time) =>
            createElement('td', {}, time === null ? '–' : times.minute(time / 60_000)),
          ),
          ...cells.map((text) => createElement('td', { class: 'number' }, text)),
        )
      }),
    ),
  )
  return createPanel(
    'rows',
    'Rows',
    'minutes of a set that are not used, by the first reason that applies',
    createScrollArea('rows', table),
  )
}

function formatCount(count: number): string {
  return count === 0 ? '–' : formatInteger(count)
}

/** `btc 120, near 40`: minutes by the base that they are not used for. */
function namesOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([base, count]) => `${base} ${formatInteger(count)}`)
    .join(', ')
}
