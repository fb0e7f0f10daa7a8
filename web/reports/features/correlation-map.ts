import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element, panel } from '../dom.js'
import { watchTheme, type Palette } from '../theme.js'
import { drawMap, type Place } from './draw-map.js'
import type { FeatureState } from './feature-state.js'
import { legend } from '../definitions/legend.js'

/** Pixels of a cell at most, and of the map at least. */
const LARGEST_CELL = 26
const SIDE = 560

/** Correlation of all pairs, similar columns side by side; a cell chooses its pair, arrow keys move. */
export function correlationMap(report: FeatureReport, state: FeatureState): HTMLElement {
  const { order } = report.correlation
  const cell = Math.max(3, Math.min(LARGEST_CELL, Math.floor(SIDE / Math.max(1, order.length))))
  const canvas = mapCanvas(cell * order.length)
  const told = element('p', { class: 'told', 'aria-live': 'polite' })
  let cursor: Place = { row: 0, column: 0 }
  let colors: Palette | undefined
  const move = (place: Place): void => {
    cursor = { row: inside(place.row, order.length), column: inside(place.column, order.length) }
    if (colors) drawMap(canvas, report, cell, colors, cursor)
    told.replaceChildren(pairText(report, cursor))
  }
  const choose = (): void => {
    const [column, other] = [cursor.row, cursor.column].map((place) => report.columns[order[place] ?? -1])
    if (column && other) state.change({ column, other: other === column ? undefined : other })
  }
  listen(canvas, order.length, { current: () => cursor, move, choose })
  watchTheme((palette) => {
    colors = palette
    move(cursor)
  })
  const placeOf = (one: ColumnReport): number => order.indexOf(report.columns.indexOf(one))
  state.watch(({ column, other }) => {
    move({ row: placeOf(column), column: placeOf(other ?? column) })
  })
  const colours = legend(['accent', 'rise together'], ['loss', 'one rises as the other falls'])
  const frame = element('div', { class: 'map-frame' }, canvas)
  return panel('correlation', 'Correlation', noteOf(report), frame, told, colours)
}

function mapCanvas(side: number): HTMLCanvasElement {
  return element('canvas', {
    width: side,
    height: side,
    class: 'map',
    tabindex: 0,
    role: 'application',
    'aria-label': 'correlation of all pairs of columns; arrow keys move, Enter chooses',
  })
}

function inside(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value))
}

/** What pointer and keys do to the map. */
interface Cursor {
  readonly current: () => Place
  move(place: Place): void
  choose(): void
}

function listen(canvas: HTMLCanvasElement, count: number, cursor: Cursor): void {
  const placeOf = (event: MouseEvent): Place => {
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
  const drawn = sample.rows < sample.of ? `${rows} of ${sample.of.toLocaleString('en')}` : rows
  const set = sample.set === 'all' ? '' : `${sample.set} `
  return `Spearman, ${drawn} ${set}rows; clusters from ${correlation.threshold} on are framed`
}

function pairText({ columns, correlation }: FeatureReport, { row, column }: Place): string {
  const [a, b] = [correlation.order[row] ?? 0, correlation.order[column] ?? 0]
  const value = correlation.matrix[a]?.[b] ?? 0
  return `${columns[a]?.name ?? ''} and ${columns[b]?.name ?? ''}: ${value.toFixed(3).replace('-', '−')}`
}
