import type { Ceiling } from '../../assessment/definitions/label-ceiling.js'
import type { ClassRuns } from '../../assessment/definitions/label-runs.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { renderTable, type TableColumn } from '../table.js'
import { formatCount } from '../../workspace/rows/split-rows.js'
import { rowsTable } from './rows-table.js'
import { share } from './text-cells.js'

const right = (name: string): TableColumn => ({ name, align: 'right' })

/** What `targets` prints for people; no line is wider than 100 columns. */
export function targetsText(report: TargetReport): string {
  const { id, history, horizon } = report.definition
  return [
    `${id}: a label reads ${history} min before and ${horizon} min after its own${report.simulated ? ', simulated market' : ''}\n\n`,
    rowsTable(report.rows),
    '\nClasses\n',
    balanceTable(report),
    '\nBy month, all bases\n',
    monthsTable(report),
    '\nEvidence: events are runs of one label; separate rows share no minute that decides their labels\n',
    evidenceTable(report),
    ceilingText(report),
  ].join('')
}

function balanceTable({ definition, parts }: TargetReport): string {
  return renderTable(
    [{ name: 'base' }, { name: 'set' }, right('rows'), ...definition.classes.flatMap(classHeads)],
    parts.map(({ base, set, runs }) => {
      const counts = runs.map(({ rows }) => rows)
      return [base, set, ...countCells(counts)]
    }),
  )
}

function classHeads(name: string): TableColumn[] {
  return [right(name), right('')]
}

/** All rows, then the rows of each class and their share. */
function countCells(counts: readonly number[]): string[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return [formatCount(total), ...counts.flatMap((count) => [formatCount(count), share(total > 0 ? count / total : 0)])]
}

function monthsTable({ definition, months, sets }: TargetReport): string {
  const names = [...new Set(months.map(({ month }) => month))].sort()
  const lines = names.flatMap((month) =>
    sets.flatMap((set) => {
      const some = months.filter((one) => one.month === month && one.set === set)
      const counts = definition.classes.map((_, i) => some.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0))
      return some.length > 0 ? [[month, set, ...countCells(counts)]] : []
    }),
  )
  const head = [{ name: 'month' }, { name: 'set' }, right('rows'), ...definition.classes.flatMap(classHeads)]
  return renderTable(head, lines)
}

function evidenceTable({ definition, overall }: TargetReport): string {
  const heads = ['rows', 'events', 'separate', 'median run', 'mean run', 'longest'].map(right)
  return renderTable(
    [{ name: 'set' }, { name: 'class' }, ...heads],
    overall.flatMap(({ set, runs }) =>
      runs.map((one, label) => [set, definition.classes[label] ?? String(label), ...runCells(one)]),
    ),
  )
}

function runCells({ rows, events, separate, median, mean, longest }: ClassRuns): string[] {
  return [rows, events, separate, median].map(formatCount).concat(mean.toFixed(1), formatCount(longest))
}

function ceilingText({ ceiling, parts, overall, bases, definition }: TargetReport): string {
  if (!ceiling) return `\nNo ceiling: the classes ${definition.classes.join(', ')} are not hold, buy and sell.\n`
  const rows = parts.flatMap((part) => (part.ceiling ? [[part.base, part.set, ...ceilingCells(part.ceiling)]] : []))
  const sums = overall.flatMap((one) => (one.ceiling ? [['all', one.set, ...ceilingCells(one.ceiling)]] : []))
  const heads = ['trades', 'fee-free %', 'won', 'after fees %', 'won', 'drawdown %', 'buy+hold %'].map(right)
  return `\nCeiling: what trading on the labels themselves would have gained, fee ${percent(ceiling.fee)} % a side\n${renderTable(
    [{ name: 'base' }, { name: 'set' }, ...heads],
    bases.length > 1 ? [...rows, ...sums] : rows,
  )}`
}

function ceilingCells({ free, paid, buyAndHold }: Ceiling): string[] {
  return [
    formatCount(paid.trades),
    percent(free.gain),
    won(free.wins, free.trades),
    percent(paid.gain),
    won(paid.wins, paid.trades),
    percent(paid.maxDrawdown),
    percent(buyAndHold),
  ]
}

function won(wins: number, trades: number): string {
  return trades > 0 ? `${Math.round((100 * wins) / trades)} %` : '–'
}

function percent(value: number): string {
  return (100 * value).toFixed(2).replace(/^-0\.00$/, '0.00')
}
