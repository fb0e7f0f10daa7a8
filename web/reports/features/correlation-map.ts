import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement, createPanel } from '../dom.js'
import { watchTheme, type Palette } from '../theme.js'
import { drawMap, type MapCell } from './draw-map.js'
import type { FeatureState } from './feature-state.js'
import { createLegend } from '../definitions/legend.js'

/** Pixels of a cell at most, and of the map at least. */
const MAX_CELL = 26
const MAP_SIZE = 560

/** Correlation of all pairs, similar columns side by side; a cell chooses its pair, arrow keys move. */
export function createCorrelationMap(report: FeatureReport, state: FeatureState): HTMLElement {
  const { order } = report.correlation
  const cell = Math.max(3, Math.min(MAX_CELL, Math.floor(MAP_SIZE / Math.max(1, order.length))))
  const canvas = createCanvas(cell * order.length)
  const readout = createElement('p', { class: 'readout', 'aria-live': 'polite' })
  let cursor: MapCell = { row: 0, column: 0 }
  let colors: Palette | undefined
  const move = (place: MapCell): void => {
    cursor = { row: clampIndex(place.row, order.length), column: clampIndex(place.column, order.length) }
    if (colors) drawMap(canvas, report, cell, colors, cursor)
    readout.replaceChildren(formatPair(report, cursor))
  }
  const choose = (): void => {
    const [column, other] = [cursor.row, cursor.column].map((place) => report.columns[order[place] ?? -1])
    if (column && other) state.change({ column, other: other === column ? undefined : other })
  }
  addListeners(canvas, order.length, { current: () => cursor, move, choose })
  watchTheme((palette) => {
    colors = palette
    move(cursor)
  })
  const placeOf = (one: ColumnReport): number => order.indexOf(report.columns.indexOf(one))
  state.watch(({ column, other }) => {
    move({ row: placeOf(column), column: placeOf(other ?? column) })
  })
  const colours = createLegend(['accent', 'rise together'], ['loss', 'one rises as the other falls'])
  const frame = createElement('div', { class: 'map-frame' }, canvas)
  return createPanel('correlation', 'Correlation', noteOf(report), frame, readout, colours)
}

function createCanvas(side: number): HTMLCanvasElement {
  return createElement('canvas', {
    width: side,
    height: side,
    class: 'map',
    tabindex: 0,
    role: 'application',
    'aria-label': 'correlation of all pairs of columns; arrow keys move, Enter chooses',
  })
}

function clampIndex(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value))
}

/** What pointer and keys do to the map. */
interface Cursor {
  readonly current: () => MapCell
  move(place: MapCell): void
  choose(): void
}

function addListeners(canvas: HTMLCanvasElement, count: number, cursor: Cursor): void {
  const placeOf = (event: MouseEvent): MapCell => {
    const box = canvas.getBoundingClientRect()
    const scale = count / Math.max(1, box.width)
    return {
      row: Math.floor((event.clientY - box.top) * scale),
      column: Math.floor((event.clientX - box.left) * scale),
    }
  }
  canvas.addEventListener('mousemove', (event) => cursor.move(placeOf(event)))
  canvas.addEventListener('click', (event) => {
    cursor.move(placeOf(event))
    cursor.choose()
  })
  canvas.addEventListener('keydown', (event) => {
    const step = STEPS[event.key]
    if (event.key === 'Enter') cursor.choose()
    if (!step) return
    event.preventDefault()
    const { row, column } = cursor.current()
    cursor.move({ row: row + step[0], column: column + step[1] })
  })
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function noteOf({ sample, correlation }: FeatureReport): string {
  const rows = sample.rows.toLocaleString('en')
  const sampleText = sample.rows < sample.of ? `${rows} of ${sample.of.toLocaleString('en')}` : rows
  const set = sample.set === 'all' ? '' : `${sample.set} `
  return `Spearman, ${sampleText} ${set}rows; clusters from ${correlation.threshold} on are framed`
}

function formatPair({ columns, correlation }: FeatureReport, { row, column }: MapCell): string {
  const [a, b] = [correlation.order[row] ?? 0, correlation.order[column] ?? 0]
  const value = correlation.matrix[a]?.[b] ?? 0
  return `${columns[a]?.name ?? ''} and ${columns[b]?.name ?? ''}: ${value.toFixed(3).replace('-', '−')}`
}
