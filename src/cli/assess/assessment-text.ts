import type { Assessment, CellResult } from '../../assessment/assessment.js'
import type { AssessmentSource } from '../../assessment/report/report-data.js'
import type { SpreadSources } from '../../assessment/spreads/series-market.js'
import type { ThresholdResult, ThresholdMatrix } from '../../assessment/threshold-matrix.js'
import { describeExits } from '../../core/exit-rules.js'
import { MIN_COMPARED_TRADES } from '../../assessment/random-entries.js'
import { isoMinute } from '../../core/time.js'
import { renderTable, type TableColumn } from '../table.js'
import { percent } from './percent.js'

/** What `assess` prints for people; no line is wider than 100 columns. */
export function assessmentText(assessment: Assessment, source: AssessmentSource): string {
  const { matrix } = assessment
  return [
    heading(assessment, source),
    `${exitText(source)}\n${fillsText(source)}\n`,
    `Gain in %, summed over trades, by buy (down) and sell (across) threshold; fee ${percent(matrix.fee)} % a side\n`,
    gridTable(matrix, (buy, sell) => percent(matrix.gain[buy]?.[sell] ?? 0)),
    '\nNumber of trades\n',
    gridTable(matrix, (buy, sell) => String(matrix.count[buy]?.[sell] ?? 0)),
    `\nBest cell in hindsight: ${cellText(matrix.best)}: ${percent(matrix.best.gain)} % in ${trades(matrix.best)}\n`,
    cellSection(assessment, source),
    '\nRows by target (down) and predicted class (across); events are runs of one label\n',
    confusionTable(assessment),
  ].join('')
}

function exitText({ exits }: AssessmentSource): string {
  return exits === undefined
    ? 'Sold by the sell threshold alone; trade also stops losses (--loss-minutes)'
    : `Sold by the sell threshold, or ${describeExits(exits).join(', or\n')}`
}

function fillsText({ fills, kind }: AssessmentSource): string {
  const why = kind === 'predictions' ? 'the file brings only closes' : '--fills realistic has one'
  if (!fills) return `Filled at the close of the minute that decides, without a spread (${why})\n`
  const { stake, impact, spreads } = fills
  return [
    'Filled at the next open, half the spread and slippage worse',
    `Assumed: orders of ${stake} quote, impact ${impact}`,
    ...spreads.map(spreadText),
    '',
  ].join('\n')
}

function spreadText({ base, quoted, estimated, tick, meanSpread }: SpreadSources): string {
  const rows = Math.max(1, quoted + estimated + tick)
  const parts = [
    { count: quoted, source: 'quoted' },
    { count: estimated, source: 'estimated from candles (EDGE)' },
    { count: tick, source: 'one tick' },
  ]
  const shares = parts
    .filter(({ count }) => count > 0)
    .map(({ count, source }) => `${source} in ${((100 * count) / rows).toFixed(0)} %`)
  return `Spread of ${base}: ${(100 * meanSpread).toFixed(4)} % on average; of its rows ${shares.join(', ')}`
}

function heading(assessment: Assessment, source: AssessmentSource): string {
  const times = assessment.bases.map((base) => base.series.time)
  const from = Math.min(...times.map((time) => time[0] ?? Infinity))
  const to = Math.max(...times.map((time) => time.at(-1) ?? -Infinity))
  const rows = assessment.overall.rows.toLocaleString('en')
  const names = assessment.bases.map((base) => base.series.base)
  const set = source.set ? `, ${source.set} set` : ''
  const what = source.kind === 'classifier' ? 'Classifier' : 'Predictions'
  const bases = names.length > 8 ? `${names.length} bases` : names.join(', ')
  const simulated = source.simulated ? ' (simulated market)' : ''
  return `${what} ${source.name}${set}\n${bases}${simulated} · ${isoMinute(from)} to ${isoMinute(to)} · ${rows} rows\n${warning(source)}\n`
}

function warning({ usedForSelection, cellChosenBy }: AssessmentSource): string {
  const hindsight =
    cellChosenBy === 'hindsight' ? 'the cell below is chosen by these very rows: its gain is too good\n' : ''
  if (usedForSelection === 'yes')
    return `used for selection: this set chose the net or trained it, its gains are too good\n${hindsight}`
  if (hindsight !== '' || usedForSelection === 'unknown') return hindsight
  return cellChosenBy === 'option'
    ? 'this set did not choose the net; the thresholds were given by hand\n'
    : 'this set chose neither the net nor the thresholds\n'
}

function gridTable(matrix: ThresholdMatrix, text: (buy: number, sell: number) => string): string {
  const columns: TableColumn[] = ['', ...matrix.thresholds.map(String)].map((name) => ({ name, align: 'right' }))
  return renderTable(
    columns,
    matrix.thresholds.map((threshold, buy) => [
      String(threshold),
      ...matrix.thresholds.map((_, sell) => text(buy, sell)),
    ]),
  )
}

const CHOSEN_BY = {
  option: 'as asked for',
  validation: 'chosen on the validation set',
  hindsight: 'best in hindsight',
} as const

function cellSection(assessment: Assessment, source: AssessmentSource): string {
  const { cell, overall, bases } = assessment
  const columns: TableColumn[] = [
    '',
    'gain %',
    'trades',
    'won',
    'drawdown %',
    'buy+hold %',
    'random %',
    '5…95 %',
    'beaten',
  ].map((name, index) => ({ name, align: index === 0 ? 'left' : 'right' }))
  const rows = bases.map((base) => resultRow(base.series.base, base))
  if (bases.length > 1) rows.push(resultRow('all', overall))
  const { draws, against } = overall.randomEntries
  const title = `\nCell ${cellText(cell)}, ${CHOSEN_BY[source.cellChosenBy]}, beside holding and ${draws} ${AGAINST[against]}\n`
  return title + renderTable(columns, rows) + costsText(overall) + tooFewText(assessment)
}

/** What realistic fills cost; empty with fills at the close. */
function costsText({ costs }: CellResult): string {
  if (!costs) return ''
  return `The gains are after ${percent(costs.spread)} % of spread and ${percent(costs.slippage)} % of slippage, summed over all trades\n`
}

const AGAINST = {
  entries: 'draws of random entries',
  shiftedScores: 'best cells of scores shifted at random',
} as const

/** Of whose few trades it is not said how many draws they beat; empty where there are none. */
function tooFewText({ bases, overall }: Assessment): string {
  const counted: { readonly name: string; readonly result: CellResult }[] = bases.map((base) => ({
    name: base.series.base,
    result: base,
  }))
  if (bases.length > 1) counted.push({ name: 'all', result: overall })
  const few = counted
    .filter(({ result }) => result.randomEntries.beaten === null)
    .map(({ name, result }) => `${name} ${countText(result.trades.length)}`)
  return few.length === 0 ? '' : `beaten cannot be said: ${few.join(', ')}; ${MIN_COMPARED_TRADES} are needed\n`
}

function resultRow(name: string, result: CellResult): string[] {
  const { mean, low, high, beaten } = result.randomEntries
  const count = result.trades.length
  return [
    name,
    percent(result.gain),
    String(count),
    count > 0 ? `${Math.round((100 * result.wins) / count)} %` : '–',
    percent(result.maxDrawdown),
    percent(result.buyAndHold),
    percent(mean),
    `${percent(low)}…${percent(high)}`,
    beaten === null ? '–' : `${Math.round(100 * beaten)} %`,
  ]
}

function confusionTable(assessment: Assessment): string {
  const columns: TableColumn[] = ['', 'hold', 'buy', 'sell', 'rows', 'events'].map((name, index) => ({
    name,
    align: index === 0 ? 'left' : 'right',
  }))
  const rows = ['hold', 'buy', 'sell'].map((name, target) => {
    const predicted = assessment.matrix.confusion[target] ?? []
    const label = assessment.overall.events[target]
    return [name, ...predicted.map(String), String(label?.rows ?? 0), String(label?.events ?? 0)]
  })
  return renderTable(columns, rows)
}

function cellText(cell: { readonly buyThreshold: number; readonly sellThreshold: number }): string {
  return `buy ${cell.buyThreshold} sell ${cell.sellThreshold}`
}

function trades(best: ThresholdResult): string {
  return countText(best.count)
}

function countText(count: number): string {
  return count === 1 ? '1 trade' : `${count} trades`
}
