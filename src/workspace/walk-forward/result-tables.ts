import type { BaseFigures, StretchFigures } from '../../assessment/walk-forward/walk-forward-figures.js'
import { isoMinute, monthName, type TimeRange } from '../../core/time.js'
import type { WalkForwardResult } from './result.js'
import type { WindowDescription } from './window-files.js'

/** A table of texts; columns of numbers stand to the right. */
export interface ResultTable {
  readonly columns: readonly { readonly name: string; readonly align?: 'left' | 'right' }[]
  readonly rows: readonly (readonly string[])[]
}

/** One line a window, and one for all. */
export function windowsTable({ windows, figures, bases }: WalkForwardResult): ResultTable {
  const names = ['epoch', 'buy', 'sell', 'validation %', 'trades', 'won', 'gain %', 'buy+hold %']
  return {
    columns: [right('window'), { name: 'test' }, ...names.map(right)],
    rows: [
      ...windows.map((window) => windowRow(window, figures.windows.get(window.number), bases.length)),
      ['all', '', '', '', '', '', ...figureCells(figures.overall)],
    ],
  }
}

/** Gain in per cent and trades of each month and base, by the month of the sale; without a line where nothing was traded. */
export function monthsTable({ figures, bases }: WalkForwardResult): ResultTable {
  const cell = (month: number, names: readonly string[]): string => {
    const found = figures.months.filter((one) => one.month === month && names.includes(one.base))
    if (found.length === 0) return '–'
    const gain = found.reduce((sum, one) => sum + one.gain, 0)
    return `${percentText(gain)} (${found.reduce((sum, { count }) => sum + count, 0)})`
  }
  const months = [...new Set(figures.months.map(({ month }) => month))]
  return {
    columns: [{ name: 'month' }, ...bases.map(right), right('all')],
    rows: months.map((month) => [monthName(month), ...bases.map((base) => cell(month, [base])), cell(month, bases)]),
  }
}

/** One line a base, and one for all where there are several. */
export function basesTable({ figures: { overall, bases } }: WalkForwardResult): ResultTable {
  const rows = bases.map((one) => baseRow(one.base, one))
  return {
    columns: [{ name: 'base' }, ...['trades', 'won', 'gain %', 'buy+hold %', 'drawdown %', 'rows'].map(right)],
    rows: bases.length > 1 ? [...rows, baseRow('all', overall)] : rows,
  }
}

/** A share as per cent with two digits, without its sign where it rounds to zero. */
export function percentText(share: number): string {
  return (100 * share).toFixed(2).replace(/^-(0\.0+)$/, '$1')
}

function right(name: string): { readonly name: string; readonly align: 'right' } {
  return { name, align: 'right' }
}

/** A training sums its validation gain over trades of one stake each; here it is a share of the capital, like the others. */
function windowRow(
  { number, sets, epoch, selected }: WindowDescription,
  figures: StretchFigures | undefined,
  bases: number,
): string[] {
  const cell = selected
    ? [String(selected.buyThreshold), String(selected.sellThreshold), percentText(selected.gain / bases)]
    : ['none', 'none', '–']
  return [String(number), daysText(sets.test), String(epoch), ...cell, ...figureCells(figures)]
}

function baseRow(name: string, figures: StretchFigures & Pick<BaseFigures, 'maxDrawdown'>): string[] {
  return [name, ...figureCells(figures), percentText(figures.maxDrawdown), figures.rows.toLocaleString('en')]
}

function figureCells(figures: StretchFigures | undefined): string[] {
  if (!figures) return ['–', '–', '–', '–']
  const { trades, wins, gain, buyAndHold } = figures
  const won = trades > 0 ? `${Math.round((100 * wins) / trades)} %` : '–'
  return [String(trades), won, percentText(gain), percentText(buyAndHold)]
}

/** First and last day. */
function daysText(ranges: readonly TimeRange[]): string {
  const last = (ranges.at(-1)?.to ?? 0) - 1
  return `${isoMinute(ranges[0]?.from ?? 0).slice(0, 10)}…${isoMinute(last).slice(5, 10)}`
}
