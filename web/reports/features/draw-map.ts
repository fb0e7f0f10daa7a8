import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import type { Palette } from '../theme.js'
import { blendColors } from './blend.js'

/** A place in the map: row and column, counted in the order in which it is drawn. */
export interface MapCell {
  readonly row: number
  readonly column: number
}

/** Draws all pairs as cells of `cell` pixels, the clusters framed, and the cursor. */
export function drawMap(
  canvas: HTMLCanvasElement,
  report: FeatureReport,
  cell: number,
  colors: Palette,
  cursor: MapCell,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { order, matrix } = report.correlation
  order.forEach((a, row) => {
    order.forEach((b, column) => {
      const value = matrix[a]?.[b] ?? 0
      context.fillStyle = blendColors(
        colors.surface,
        value < 0 ? colors.loss : colors.accent,
        Math.sqrt(Math.abs(value)),
      )
      context.fillRect(column * cell, row * cell, cell, cell)
    })
  })
  frameClusters(context, clusterSizes(report), cell, colors)
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
