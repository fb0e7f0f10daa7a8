import type { ColumnReport, FeatureReport } from '../../src/assessment/definitions/feature-report.js'
import { element, panel } from '../report/dom.js'
import { watchTheme, type Palette } from '../report/theme.js'
import { blend } from './blend.js'
import type { FeatureState } from './feature-state.js'
import { legend } from './legend.js'

/** A place in the map: row and column, counted in the order in which it is drawn. */
interface Place {
  readonly row: number
  readonly column: number
}

/** Pixels of a cell at most, and of the map at least. */
const LARGEST_CELL = 26
const SIDE = 560

/** Correlation of all pairs, similar columns side by side; a cell chooses its pair, arrow keys move. */
export function correlationMap(report: FeatureReport, state: FeatureState): HTMLElement {
  const { order } = report.correlation
  const cell = Math.max(3, Math.min(LARGEST_CELL, Math.floor(SIDE / Math.max(1, order.length))))
  const canvas = element('canvas', {
    width: cell * order.length,
    height: cell * order.length,
    class: 'map',
    tabindex: 0,
    role: 'application',
    'aria-label': 'correlation of all pairs of columns; arrow keys move, Enter chooses',
  })
  const told = element('p', { class: 'told', 'aria-live': 'polite' })
  const at = (place: number): ColumnReport | undefined => report.columns[order[place] ?? -1]
  let cursor: Place | undefined
  let colors: Palette | undefined
  const draw = (): void => {
    if (colors) drawMap(canvas, report, cell, colors, cursor)
    told.replaceChildren(cursor ? pairText(report, cursor) : 'Point at a cell, or move with the arrow keys.')
  }
  const inside = (value: number): number => Math.max(0, Math.min(order.length - 1, value))
  const move = (place: Place): void => {
    cursor = { row: inside(place.row), column: inside(place.column) }
    draw()
  }
  const choose = (): void => {
    const [column, other] = [cursor && at(cursor.row), cursor && at(cursor.column)]
    if (column && other) state.change({ column, other: other === column ? undefined : other })
  }
  const placeOf = (event: MouseEvent): Place => {
    const box = canvas.getBoundingClientRect()
    const scale = order.length / Math.max(1, box.width)
    return {
      row: Math.floor((event.clientY - box.top) * scale),
      column: Math.floor((event.clientX - box.left) * scale),
    }
  }
  canvas.addEventListener('mousemove', (event) => move(placeOf(event)))
  canvas.addEventListener('click', (event) => {
    move(placeOf(event))
    choose()
  })
  canvas.addEventListener('keydown', (event) => {
    const step = STEPS[event.key]
    if (event.key === 'Enter') choose()
    if (!step) return
    event.preventDefault()
    move({ row: (cursor?.row ?? 0) + step[0], column: (cursor?.column ?? 0) + step[1] })
  })
  watchTheme((palette) => {
    colors = palette
    draw()
  })
  state.watch(({ column, other }) => {
    const row = order.indexOf(report.columns.indexOf(column))
    cursor = { row, column: other ? order.indexOf(report.columns.indexOf(other)) : row }
    draw()
  })
  return panel(
    'correlation',
    'Correlation',
    noteOf(report),
    element('div', { class: 'map-frame' }, canvas),
    told,
    legend(['accent', 'rise together'], ['loss', 'one rises as the other falls']),
  )
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

function drawMap(
  canvas: HTMLCanvasElement,
  report: FeatureReport,
  cell: number,
  colors: Palette,
  cursor: Place | undefined,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { order, matrix } = report.correlation
  order.forEach((a, row) => {
    order.forEach((b, column) => {
      const value = matrix[a]?.[b] ?? 0
      context.fillStyle = blend(colors.surface, value < 0 ? colors.loss : colors.accent, Math.sqrt(Math.abs(value)))
      context.fillRect(column * cell, row * cell, cell, cell)
    })
  })
  frameClusters(context, clusterSizes(report), cell, colors)
  if (!cursor) return
  context.strokeStyle = colors.text
  context.lineWidth = 2
  context.strokeRect(cursor.column * cell, cursor.row * cell, cell, cell)
}

function frameClusters(
  context: CanvasRenderingContext2D,
  sizes: readonly number[],
  cell: number,
  colors: Palette,
): void {
  context.strokeStyle = colors.text
  context.lineWidth = 1
  let from = 0
  for (const size of sizes) {
    if (size > 1) context.strokeRect(from * cell + 0.5, from * cell + 0.5, size * cell - 1, size * cell - 1)
    from += size
  }
}

/** Sizes of the runs of the order: a cluster, or a single column. */
function clusterSizes({ columns, correlation }: FeatureReport): number[] {
  const { order, clusters } = correlation
  const sizes: number[] = []
  for (let place = 0; place < order.length; place += sizes.at(-1) ?? 1) {
    const cluster = columns[order[place] ?? -1]?.cluster
    sizes.push(clusters[cluster ?? -1]?.length ?? 1)
  }
  return sizes
}
