import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { element } from '../dom.js'
import { markedEquity } from './equity-points.js'
import { percent, plainPercent, span, formatInteger } from '../format.js'
import { tileElement, type Tile } from '../tile.js'
import { isSelectedCell, tradesIncluded, type Selection, type SelectionStore } from './selection.js'

/** The selected cell in figures, each beside what it must be compared with. */
export function keyFigures(data: ReportData, store: SelectionStore): HTMLElement {
  const list = element('dl', { class: 'tiles', 'aria-live': 'polite', id: 'figures' })
  store.watch((selection) => {
    list.replaceChildren(...tilesOf(data, selection).map(tileElement))
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
      value: percent(gain),
      remark: count > 0 ? `${percent(gain / count)} a trade` : 'no trades',
      tone: toneOf(gain),
    },
    {
      label: 'Buy and hold',
      value: percent(figures.buyAndHold),
      remark: holdRemark(figures.ranges),
      tone: toneOf(figures.buyAndHold),
    },
    randomTile(data, selection, count),
    ...tradeTiles(data, selection, count),
  ]
}

function holdRemark(ranges: number): string {
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
    value: percent(mean),
    remark: `90 % in ${percent(low, 1)} … ${percent(high, 1)}; ${beatenText(beaten, count)}`,
    tone: toneOf(mean),
  }
}

function beatenText(beaten: number | null, count: number): string {
  if (beaten !== null) return `${plainPercent(beaten)} did worse`
  return `beaten cannot be said: ${count} ${count === 1 ? 'trade' : 'trades'}`
}

function tradeTiles(data: ReportData, selection: Selection, count: number): Tile[] {
  if (!tradesIncluded(data, selection))
    return [{ label: 'Trades', value: formatInteger(count), remark: 'details left out' }]
  const { trades } = selection
  const wins = trades.filter((trade) => trade.gain > 0).length
  const held = trades.map((trade) => trade.sellMinute - trade.buyMinute).sort((a, b) => a - b)
  const deepest = markedEquity(data, selection).reduce((most, { drawdown }) => Math.max(most, drawdown), 0)
  return [
    {
      label: 'Trades',
      value: formatInteger(count),
      remark: count > 0 ? `${plainPercent(wins / count)} with a gain` : '',
    },
    { label: 'Largest drawdown', value: plainPercent(deepest, 2), remark: 'of summed gain, by the bar' },
    {
      label: 'Held, median',
      value: count > 0 ? span(held[Math.floor(held.length / 2)] ?? 0) : '–',
      remark: count > 0 ? `longest ${span(held.at(-1) ?? 0)}` : '',
    },
  ]
}

function toneOf(value: number): 'gain' | 'loss' | undefined {
  return value > 0 ? 'gain' : value < 0 ? 'loss' : undefined
}
