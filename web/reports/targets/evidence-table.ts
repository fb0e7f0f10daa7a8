import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import { formatPercent, formatInteger } from '../format.js'
import { classStyle, totalsOf, type TargetState } from './target-state.js'

const HEADERS = ['Set', 'Class', 'Rows', 'Share', 'Events', 'Separate', 'Median', 'Mean', 'Longest']

/** Rows of each class beside what there is of independent evidence. */
export function createEvidenceTable(report: TargetReport, state: TargetState): HTMLElement {
  const body = createElement('tbody')
  const heads = HEADERS.map((name) => createElement('th', { scope: 'col' }, name))
  const table = createElement(
    'table',
    { class: 'figures evidence' },
    createElement('thead', {}, createElement('tr', {}, ...heads)),
    body,
  )
  state.watch(({ base }) => body.replaceChildren(...rowsOf(report, base)))
  const note = 'events: runs of one label, their minutes on the right; separate: rows whose labels share no minute'
  return createPanel('evidence', 'Evidence', note, createScrollArea('evidence', table))
}

function rowsOf(report: TargetReport, base: string | undefined): HTMLElement[] {
  return totalsOf(report, base).flatMap(({ set, runs }) => {
    const total = runs.reduce((sum, { rows }) => sum + rows, 0)
    return runs.map(({ rows, events, separate, median, mean, longest }, label) => {
      const name = report.definition.classes[label] ?? ''
      const cells = [
        formatInteger(rows),
        formatPercent(rows / Math.max(1, total), 2),
        ...[events, separate, median].map(formatInteger),
        mean.toFixed(1),
        formatInteger(longest),
      ]
      return createElement(
        'tr',
        {},
        createElement('td', { class: `set-${set}` }, set),
        createElement(
          'th',
          { scope: 'row' },
          createElement('span', { class: `swatch ${classStyle(name, label)}` }),
          ` ${name}`,
        ),
        ...cells.map((text) => createElement('td', { class: 'number' }, text)),
      )
    })
  })
}
