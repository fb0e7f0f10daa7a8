import type { StretchFigures } from '../../assessment/walk-forward/walk-forward-figures.js'
import { durationText } from '../../assessment/walk-forward/lay-out-windows.js'
import { hasExits } from '../../core/exit-rules.js'
import { isoMinute, monthName, type TimeRange } from '../../core/time.js'
import type { WalkForwardResult } from '../../workspace/walk-forward/result.js'
import type { WindowDescription } from '../../workspace/walk-forward/window-files.js'
import { percent } from '../assess/percent.js'
import { renderTable, type TableColumn } from '../table.js'
import { verdictText } from '../verdict/verdict-text.js'

/** What `walk-forward` prints for people: the verdict first. */
export function walkForwardText(result: WalkForwardResult): string {
  const { verdict } = result
  return [
    `${verdictText(verdict)}\n`,
    heading(result),
    windowsTable(result),
    omittedText(result),
    '\nBy month of the sale: gain in %, and trades\n',
    monthsTable(result),
    '\nBy base\n',
    basesTable(result),
    chanceText(result),
  ].join('')
}

function heading({ name, bases, lengths, windows, simulated, fee, fills, exits }: WalkForwardResult): string {
  const { mode, training, validation, test, step } = lengths
  const first = windows[0]?.sets.test[0]
  const last = windows.at(-1)?.sets.test.at(-1)
  const range = first && last ? `${isoMinute(first.from)} to ${isoMinute(last.to)}` : ''
  const every = step === test ? '' : `, every ${durationText(step)}`
  return [
    `Walk-forward ${name}: ${windows.length} ${mode} windows of ${durationText(training)} training, ${durationText(validation)} validation, ${durationText(test)} test${every}`,
    `${bases.join(', ')}${simulated ? ' (simulated market)' : ''} · tested ${range}`,
    `${fills ? 'Filled at the next open, half the spread and slippage worse' : 'Filled at the close of the minute that decides, without a spread'}; fee ${percent(fee)} % a side${hasExits(exits) ? '; losses are stopped as trade does' : ''}`,
    'Gains in % of the capital, of which each base has an equal part\n\n',
  ].join('\n')
}

const right = (name: string): TableColumn => ({ name, align: 'right' })

const WINDOW_COLUMNS: readonly TableColumn[] = [
  right('window'),
  { name: 'test' },
  right('epoch'),
  right('buy'),
  right('sell'),
  right('validation %'),
  right('trades'),
  right('won'),
  right('gain %'),
  right('buy+hold %'),
]

function windowsTable({ windows, figures }: WalkForwardResult): string {
  const rows = windows.map((window) => windowRow(window, figures.windows.get(window.number)))
  const { overall } = figures
  return renderTable(WINDOW_COLUMNS, [...rows, ['all', '', '', '', '', '', ...figureCells(overall)]])
}

/** The validation gain is that of one stake a base, as the training says it. */
function windowRow(
  { number, sets, epoch, selected }: WindowDescription,
  figures: StretchFigures | undefined,
): string[] {
  const cell = selected
    ? [String(selected.buyThreshold), String(selected.sellThreshold), percent(selected.gain)]
    : ['none', 'none', '–']
  return [String(number), daysText(sets.test), String(epoch), ...cell, ...figureCells(figures)]
}

function figureCells(figures: StretchFigures | undefined): string[] {
  if (!figures) return ['–', '–', '–', '–']
  const { trades, wins, gain, buyAndHold } = figures
  const won = trades > 0 ? `${Math.round((100 * wins) / trades)} %` : '–'
  return [String(trades), won, percent(gain), percent(buyAndHold)]
}

/** The first day of a stretch, and its last; minutes where it does not begin with a day. */
function daysText(ranges: readonly TimeRange[]): string {
  const from = ranges[0]?.from ?? 0
  const last = (ranges.at(-1)?.to ?? 0) - 1
  return `${isoMinute(from).slice(0, 10)}…${isoMinute(last).slice(5, 10)}`
}

function omittedText({ omitted }: WalkForwardResult): string {
  if (omitted.length === 0) return ''
  const numbers = omitted.map(({ number }) => number).join(', ')
  return `Left out, since they would look at sealed minutes: window ${numbers} (--open-test-set opens them)\n`
}

function monthsTable({ figures, bases }: WalkForwardResult): string {
  const months = [...new Set(figures.months.map(({ month }) => month))]
  if (months.length === 0) return 'No trade was made\n'
  const cellOf = (month: number, base: string): string => {
    const found = figures.months.find((one) => one.month === month && one.base === base)
    return found ? `${percent(found.gain)} (${found.count})` : '–'
  }
  const totalOf = (month: number): string => {
    const all = figures.months.filter((one) => one.month === month)
    const gain = all.reduce((sum, one) => sum + one.gain, 0)
    return `${percent(gain)} (${all.reduce((sum, { count }) => sum + count, 0)})`
  }
  return renderTable(
    [{ name: 'month' }, ...bases.map(right), right('all')],
    months.map((month) => [monthName(month), ...bases.map((base) => cellOf(month, base)), totalOf(month)]),
  )
}

function basesTable({ figures }: WalkForwardResult): string {
  const columns = [{ name: '' }, ...['trades', 'won', 'gain %', 'buy+hold %', 'drawdown %', 'rows'].map(right)]
  const { overall, bases } = figures
  const rows = bases.map((one) => baseRow(one.base, one))
  return renderTable(columns, bases.length > 1 ? [...rows, baseRow('all', overall)] : rows)
}

function baseRow(name: string, figures: StretchFigures & { readonly maxDrawdown: number }): string[] {
  return [name, ...figureCells(figures), percent(figures.maxDrawdown), figures.rows.toLocaleString('en')]
}

function chanceText({ figures: { overall } }: WalkForwardResult): string {
  const { randomEntries, trades, costs } = overall
  if (trades === 0) return ''
  const { draws, mean, low, high, beaten } = randomEntries
  const share = beaten === null ? '' : `; ${Math.round(100 * beaten)} % of them gained less`
  const chance = `${draws} draws of random entries gained ${percent(mean)} % on average, ${percent(low)}…${percent(high)} %${share}\n`
  if (!costs) return chance
  return `${chance}The gains are after ${percent(costs.spread)} % of spread and ${percent(costs.slippage)} % of slippage\n`
}
