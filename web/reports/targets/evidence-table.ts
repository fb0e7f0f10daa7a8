import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { element, panel, scrollArea } from '../dom.js'
import { plainPercent, formatInteger } from '../format.js'
import { classStyle, totalsOf, type TargetState } from './target-state.js'

const HEADS = ['Set', 'Class', 'Rows', 'Share', 'Events', 'Separate', 'Median', 'Mean', 'Longest']

/** Rows of each class beside what there is of independent evidence. */
export function evidenceTable(report: TargetReport, state: TargetState): HTMLElement {
  const body = element('tbody')
  const heads = HEADS.map((name) => element('th', { scope: 'col' }, name))
  const table = element('table', { class: 'figures evidence' }, element('thead', {}, element('tr', {}, ...heads)), body)
  state.watch(({ base }) => body.replaceChildren(...rowsOf(report, base)))
  const note = 'events: runs of one label, their minutes on the right; separate: rows whose labels share no minute'
  return panel('evidence', 'Evidence', note, scrollArea('evidence', table))
}

function rowsOf(report: TargetReport, base: string | undefined): HTMLElement[] {
  return totalsOf(report, base).flatMap(({ set, runs }) => {
    const total = runs.reduce((sum, { rows }) => sum + rows, 0)
    return runs.map(({ rows, events, separate, median, mean, longest }, label) => {
      const name = report.definition.classes[label] ?? ''
      const cells = [
        formatInteger(rows),
        plainPercent(rows / Math.max(1, total), 2),
        ...[events, separate, median].map(formatInteger),
        mean.toFixed(1),
        formatInteger(longest),
      ]
      return element(
        'tr',
        {},
        element('td', { class: `set-${set}` }, set),
        element('th', { scope: 'row' }, element('span', { class: `swatch ${classStyle(name, label)}` }), ` ${name}`),
        ...cells.map((text) => element('td', { class: 'number' }, text)),
      )
    })
  })
}
