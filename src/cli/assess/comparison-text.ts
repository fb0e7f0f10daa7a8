import type { Comparison } from '../../assessment/comparison/comparison.js'
import { renderTable, type TableColumn } from '../table.js'
import { percent } from './percent.js'
import { wrapText } from './wrap-text.js'

/** What `assess` prints of a comparison; empty without one. */
export function comparisonText(comparison: Comparison | undefined): string {
  if (!comparison) return ''
  const { name, pairs, sentences } = comparison
  const columns: TableColumn[] = ['', 'days', 'a day %', 'trades', `${name} %`, 'trades', 'p'].map((title, index) => ({
    name: title,
    align: index === 0 ? 'left' : 'right',
  }))
  const rows = pairs.map(({ name: other, days, first, second, figures }) => [
    other,
    String(days),
    percent(second.gainPerDay, 3),
    String(second.trades),
    percent(first.gainPerDay, 3),
    String(first.trades),
    figures ? figures.adjustedPValue.toFixed(3) : '–',
  ])
  const lines = sentences.map((sentence) => `${wrapText(sentence)}\n`).join('')
  return `\n${name} against others, each on the minutes that both have\n${lines}${renderTable(columns, rows)}`
}
