import type { BaselineResult, Baselines } from '../../assessment/baselines/baselines.js'
import type { PositiveControl } from '../../assessment/baselines/positive-control.js'
import { renderTable, type TableColumn } from '../table.js'
import { percent } from './percent.js'

/** What `assess` prints of the baselines that stand beside holding and random entries. */
export function baselinesText({ labels, logistic, control, unavailable }: Baselines): string {
  const columns: TableColumn[] = ['On the same rows', 'cell', 'gain %', 'trades', 'won', 'drawdown %'].map(
    (name, index) => ({ name, align: index < 2 ? 'left' : 'right' }),
  )
  const rows = [rowOf('the labels themselves', 'the most there is', labels)]
  if (logistic) {
    const { buyThreshold, sellThreshold } = logistic.cell
    const by = logistic.cellChosenBy === 'validation' ? 'chosen on validation' : 'best in hindsight'
    rows.push(rowOf('logistic regression', `buy ${buyThreshold} sell ${sellThreshold}, ${by}`, logistic))
  }
  const missing = unavailable === undefined ? '' : `No logistic regression and no positive control: ${unavailable}\n`
  return `\n${renderTable(columns, rows)}${missing}${control ? controlText(control) : ''}`
}

function rowOf(name: string, cell: string, { gain, trades, wins, maxDrawdown }: BaselineResult): string[] {
  const won = trades > 0 ? `${Math.round((100 * wins) / trades)} %` : '–'
  return [name, cell, percent(gain), String(trades), won, percent(maxDrawdown)]
}

function controlText({ share, isPassed }: PositiveControl): string {
  if (share === null || isPassed === null)
    return 'Positive control: cannot be said, the labels gain nothing even without a fee\n'
  const what = `a net that is given the label gains ${Math.round(100 * share)} % of what the labels do`
  if (isPassed) return `Positive control: ${what}\n`
  return `THE PIPELINE IS BROKEN: ${what}; believe no figure here\n`
}
