import type { FeatureImportance } from '../../assessment/attribution/feature-importance.js'
import { renderTable, type TableColumn } from '../table.js'
import { percent } from './percent.js'

/** What `assess --importance` prints; empty without it. */
export function importanceText(importance: FeatureImportance | undefined): string {
  if (!importance) return ''
  const { gain, draws, blockMinutes, columns } = importance
  const heads: TableColumn[] = ['', 'lost %', 'lowest', 'highest'].map((name, index) => ({
    name,
    align: index === 0 ? 'left' : 'right',
  }))
  const rows = columns.map(({ column, importance: lost, low, high }) => [
    column,
    percent(lost),
    percent(low),
    percent(high),
  ])
  const title = `Of a gain of ${percent(gain)} % is lost where a column and its lags are permuted`
  return `\n${title}\n(blocks of ${blockMinutes} minutes, mean of ${draws} draws)\n${renderTable(heads, rows)}`
}
