import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement } from '../dom.js'
import { computeMarkedEquity } from './equity-points.js'
import { formatSignedPercent, formatPercent, formatDuration, formatInteger } from '../format.js'
import { createTile, type Tile } from '../tile.js'
import { isSelectedCell, hasTrades, type Selection, type SelectionStore } from './selection.js'

/** The selected cell in figures, each beside what it must be compared with. */
export function createKeyFigures(data: ReportData, store: SelectionStore): HTMLElement {
  const list = createElement('dl', { class: 'tiles', 'aria-live': 'polite', id: 'figures' })
  store.watch((selection) => {
    list.replaceChildren(...tilesOf(data, selection).map(createTile))
  })
  return list
}

function tilesOf(data: ReportData, selection: Selection): Tile[] {
  const { figures, buyIndex, sellIndex } = selection
  const gain = figures.gain[buyIndex]?.[sellIndex] ?? 0
  const count = figures.count[buyIndex]?.[sellIndex] ?? 0
  return [
    {
      label: 'Gain after fees',
      value: formatSignedPercent(gain),
      remark: count > 0 ? `${formatSignedPercent(gain / count)} a trade` : 'no trades',
      tone: toneOf(gain),
    },
    {
      label: 'Buy and hold',
      value: formatSignedPercent(figures.buyAndHold),
      remark: formatHoldRemark(figures.ranges),
      tone: toneOf(figures.buyAndHold),
    },
    randomTile(data, selection, count),
    ...tradeTiles(data, selection, count),
  ]
}

function formatHoldRemark(ranges: number): string {
  return ranges > 1 ? `summed over ${ranges} ranges, after fees` : 'the same time, after fees'
}

function randomTile(data: ReportData, selection: Selection, count: number): Tile {
  const { against, mean, low, high, beaten } = selection.figures.randomEntries
  const label = against === 'shiftedScores' ? 'Best of shifted scores' : 'Random entries'
  if (!isSelectedCell(data, selection)) {
    const { buyThreshold, sellThreshold } = data.cell
    return { label, value: '–', remark: `drawn for cell ${buyThreshold} / ${sellThreshold} only` }
  }
  if (count === 0) return { label, value: '–', remark: 'no trades to compare with' }
  return {
    label,
    value: formatSignedPercent(mean),
    remark: `90 % in ${formatSignedPercent(low, 1)} … ${formatSignedPercent(high, 1)}; ${formatBeaten(beaten, count)}`,
    tone: toneOf(mean),
  }
}

function formatBeaten(beaten: number | null, count: number): string {
  if (beaten !== null) return `${formatPercent(beaten)} did worse`
  return `beaten cannot be said: ${count} ${count === 1 ? 'trade' : 'trades'}`
}

function tradeTiles(data: ReportData, selection: Selection, count: number): Tile[] {
  if (!hasTrades(data, selection)) return [{ label: 'Trades', value: formatInteger(count), remark: 'details left out' }]
  const { trades } = selection
  const wins = trades.filter((trade) => trade.gain > 0).length
  const durations = trades.map((trade) => trade.sellMinute - trade.buyMinute).sort((a, b) => a - b)
  const known = isSelectedCell(data, selection) ? selection.figures.maxDrawdown : undefined
  const deepest =
    known ?? computeMarkedEquity(data, selection).reduce((max, { drawdown }) => Math.max(max, drawdown), 0)
  return [
    {
      label: 'Trades',
      value: formatInteger(count),
      remark: count > 0 ? `${formatPercent(wins / count)} with a gain` : '',
    },
    {
      label: 'Max drawdown',
      value: formatPercent(deepest, 2),
      remark: `of summed gain, by the ${known === undefined ? 'bar' : 'minute'}`,
    },
    {
      label: 'Duration, median',
      value: count > 0 ? formatDuration(durations[Math.floor(durations.length / 2)] ?? 0) : '–',
      remark: count > 0 ? `longest ${formatDuration(durations.at(-1) ?? 0)}` : '',
    },
  ]
}

function toneOf(value: number): 'gain' | 'loss' | undefined {
  return value > 0 ? 'gain' : value < 0 ? 'loss' : undefined
}
