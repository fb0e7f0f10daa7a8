import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement, createPanel, setNote } from '../dom.js'
import { formatSignedPercent } from '../format.js'
import type { Selection, SelectionStore } from './selection.js'

/** Gain and number of trades of every pair of thresholds; a cell is a button, and arrow keys move between them. */
export function createHeatMap(data: ReportData, store: SelectionStore): HTMLElement {
  const { thresholds } = data
  const cells = thresholds.map((_, buy) => thresholds.map((_, sell) => createCell(store, buy, sell)))
  const grid = createElement('div', { class: 'heat', role: 'group', 'aria-label': 'gain by buy and sell threshold' })
  grid.append(createElement('span', { class: 'corner' }, 'buy \\ sell'))
  for (const threshold of thresholds) grid.append(createElement('span', { class: 'axis' }, String(threshold)))
  thresholds.forEach((threshold, buy) => {
    grid.append(createElement('span', { class: 'axis' }, String(threshold)), ...(cells[buy] ?? []))
  })
  grid.addEventListener('keydown', (event) => moveFocus(event, cells))
  const section = createPanel('matrix', 'Gain by thresholds', '', grid, createLegend())
  store.watch((selection) => {
    setNote(section, 'summed gain in %, and the number of trades; choose a cell')
    draw(data, selection, cells)
  })
  return section
}

function createCell(store: SelectionStore, buy: number, sell: number): HTMLButtonElement {
  const button = createElement('button', { type: 'button', class: 'cell', 'data-buy': buy, 'data-sell': sell })
  button.addEventListener('click', () => store.selectCell(buy, sell))
  return button
}

function draw(data: ReportData, selection: Selection, cells: readonly (readonly HTMLButtonElement[])[]): void {
  const { gain, count } = selection.figures
  const highest = Math.max(1e-9, ...gain.flat().map(Math.abs))
  cells.forEach((row, buy) => {
    row.forEach((button, sell) => {
      const value = gain[buy]?.[sell] ?? 0
      const trades = count[buy]?.[sell] ?? 0
      const selected = buy === selection.buyIndex && sell === selection.sellIndex
      button.replaceChildren(
        createElement('b', {}, formatSignedPercent(value, digitsOf(value)).replace(' %', '')),
        createElement('small', {}, String(trades)),
      )
      button.style.setProperty('--strength', `${Math.round(8 + 62 * Math.sqrt(Math.abs(value) / highest))}%`)
      button.classList.toggle('gain', value > 0)
      button.classList.toggle('loss', value < 0)
      button.setAttribute('aria-pressed', String(selected))
      button.tabIndex = selected ? 0 : -1
      button.setAttribute(
        'aria-label',
        `buy at ${data.thresholds[buy]}, sell at ${data.thresholds[sell]}: gain ${formatSignedPercent(value)}, ${trades} trades`,
      )
    })
  })
}

/** Fewer digits for larger gains: a cell has room for five characters. */
function digitsOf(share: number): number {
  if (Math.abs(share) >= 9.995) return 0
  return Math.abs(share) >= 0.0995 ? 1 : 2
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function moveFocus(event: KeyboardEvent, cells: readonly (readonly HTMLButtonElement[])[]): void {
  const step = STEPS[event.key]
  const { target } = event
  if (!step || !(target instanceof HTMLElement)) return
  const next = cells[Number(target.dataset['buy']) + step[0]]?.[Number(target.dataset['sell']) + step[1]]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function createLegend(): HTMLElement {
  return createElement(
    'p',
    { class: 'legend' },
    createElement('span', { class: 'swatch loss' }),
    'loss',
    createElement('span', { class: 'swatch gain' }),
    'gain',
    createElement('span', { class: 'ring' }),
    'selected',
  )
}
