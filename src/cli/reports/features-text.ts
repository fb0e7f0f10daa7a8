import {
  sortByInterest,
  countColumnErrors,
  infiniteDriftTexts,
  largestDrift,
  type ColumnPart,
  type ColumnReport,
  type FeatureReport,
} from '../../assessment/definitions/feature-report.js'
import { LARGE_DRIFT, MODERATE_DRIFT, type Drift } from '../../datasets/statistics/population-stability.js'
import { renderTable, type TableColumn } from '../table.js'
import { formatCount } from '../../workspace/rows/split-rows.js'
import { rowsTable } from './rows-table.js'
import { figure, share, wrapped } from './text-cells.js'

/** Columns that are listed, and those whose distribution is, without `--all`. */
const LISTED = 20
const DESCRIBED = 6
/** Characters that the remarks are folded at. */
const REMARKS = 22

const right = (name: string): TableColumn => ({ name, align: 'right' })

/** What `features` prints for people; no line is wider than 100 columns. */
export function featuresText(report: FeatureReport, all: boolean): string {
  const ordered = sortByInterest(report.columns)
  const listed = all ? ordered : ordered.slice(0, LISTED)
  const described = all ? ordered : ordered.slice(0, DESCRIBED)
  return [
    `${report.definition.id}: ${report.columns.length} columns${report.simulated ? ', simulated market' : ''}\n\n`,
    rowsTable(report.rows),
    `\nColumns${orderText(report)}\n`,
    columnsTable(report, listed),
    more(report.columns.length - listed.length),
    legend(report),
    clustersText(report, all),
    '\nDistributions\n',
    distributionsTable(described),
    more(report.columns.length - described.length),
  ].join('')
}

function orderText({ target, sets, columns }: FeatureReport): string {
  const first = columns.some((column) => countColumnErrors(column) > 0) ? ', those at fault first' : ''
  if (target) return `${first}, those that tell most of ${target.id} ${first === '' ? 'first' : 'next'}`
  return sets.length > 1 ? `${first}, those that drift most ${first === '' ? 'first' : 'next'}` : first
}

function columnsTable({ sets, target }: FeatureReport, columns: readonly ColumnReport[]): string {
  const compared = sets.filter((set) => set !== 'training' && sets.includes('training'))
  return renderTable(
    [
      { name: 'column' },
      ...(target ? [right('bits'), right('of label'), right('baseline')] : []),
      ...compared.map((set) => right(`PSI ${set}`)),
      right('missing'),
      right('cluster'),
      { name: 'remarks' },
    ],
    columns.map((column) => [
      column.name,
      ...(target ? informationCells(column, target.entropy) : []),
      ...compared.map((set) => driftText(column.drift[set])),
      share(column.missing),
      column.cluster === undefined ? '' : String(column.cluster + 1),
      wrapped(remarks(column), REMARKS),
    ]),
  )
}

function informationCells({ information }: ColumnReport, entropy: number): string[] {
  if (!information) return ['–', '–', '–']
  const { bits, baseline } = information
  return [bits === 0 ? '0' : bits.toFixed(4), share(entropy > 0 ? bits / entropy : 0), baseline.toFixed(4)]
}

function driftText(drift: Drift | undefined): string {
  if (drift === undefined) return '–'
  return drift === 'infinite' ? drift : drift.toFixed(3)
}

function remarks(column: ColumnReport): string {
  const { constantIn, twin, infinite, parts } = column
  const bases = new Set(parts.map(({ base }) => base))
  return [
    ...(constantIn.length > 0
      ? [`constant${constantIn.length < bases.size ? ` in ${constantIn.join(', ')}` : ''}`]
      : []),
    ...(twin === undefined ? [] : [`same as ${twin}`]),
    ...(infinite > 0 ? [`infinite in ${share(infinite)}`] : []),
    ...infiniteDriftTexts(column),
    ...(largestDrift(column) >= LARGE_DRIFT ? ['drifts'] : []),
  ].join(', ')
}

function more(count: number): string {
  return count > 0 ? `… and ${count} more: --all, --json or --html shows them\n` : ''
}

function legend({ target, sets, sample }: FeatureReport): string {
  const rows =
    sample.rows < sample.of ? `${formatCount(sample.rows)} of ${formatCount(sample.of)}` : formatCount(sample.rows)
  const lines = [
    ...(sets.includes('training') && sets.length > 1
      ? [
          `PSI: population stability index from training, ten bins by training quantiles; below ${MODERATE_DRIFT} little`,
          `  change, ${LARGE_DRIFT} and more another population (Lewis 1994; Siddiqi 2017); the largest of the bases.`,
        ]
      : []),
    ...(target
      ? [
          `bits: mutual information with ${target.id} (${target.entropy.toFixed(3)} bits in all), ${sample.bins} bins by quantiles,`,
          `  less its mean over ${sample.shifts} shifts of the labels in time (baseline); 0 where any shift did as well.`,
        ]
      : []),
    `Correlation${target ? ' and bits' : ''}: from ${rows} ${sample.set === 'all' ? '' : `${sample.set} `}rows${sample.rows < sample.of ? ', drawn evenly over the time' : ''}.`,
  ]
  return `\n${lines.join('\n')}\n`
}

function clustersText({ correlation }: FeatureReport, all: boolean): string {
  const { clusters, threshold } = correlation
  const title = `\nClusters: each two columns have a Spearman correlation of ${threshold} or more, either sign\n`
  if (clusters.length === 0) return `${title}none\n`
  const shown = all ? clusters : clusters.slice(0, LISTED / 2)
  return (
    title + shown.map((names, i) => `${folded(`${i + 1}: `, names)}\n`).join('') + more(clusters.length - shown.length)
  )
}

/** Names behind a lead, on lines of at most 100 columns. */
function folded(lead: string, names: readonly string[]): string {
  const lines = [lead]
  for (const [i, name] of names.entries()) {
    const text = i < names.length - 1 ? `${name}, ` : name
    const last = lines.at(-1) ?? ''
    if (last.length + text.length > 99) lines.push(' '.repeat(lead.length) + text)
    else lines[lines.length - 1] = last + text
  }
  return lines.join('\n')
}

const FIGURES = ['mean', 'std', 'min', '1 %', '50 %', '99 %', 'max'] as const

/** A few of the figures: five more quantiles would not fit; `--json` and the page have them. */
function distributionsTable(columns: readonly ColumnReport[]): string {
  return renderTable(
    [{ name: 'column' }, { name: 'base' }, { name: 'set' }, ...FIGURES.map(right)],
    columns.flatMap(({ name, parts }) => parts.map((part) => [name, part.base, part.set, ...figureCells(part)])),
  )
}

function figureCells({ distribution: { figures } }: ColumnPart): string[] {
  if (!figures) return FIGURES.map(() => '–')
  const { mean, std, min, max, quantiles } = figures
  return [mean, std, min, quantiles[0], quantiles[3], quantiles[6], max].map(figure)
}
