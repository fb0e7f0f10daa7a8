import type { Rng } from '../../core/rng.js'
import { drawDays } from './block-bootstrap.js'

/** Gains of every cell on every day: the cells of the first day, then those of the next. */
export interface DailyCells {
  readonly days: number
  readonly cells: number
  readonly gain: Float64Array
}

export interface SelectionOptions {
  /** Default 1 000. */
  readonly draws?: number
  readonly blockLength: number
  readonly rng: Rng
  /** Days after those of the choice, of the same cells; without them days that a draw left out are taken. */
  readonly later?: DailyCells
}

/** What a cell that was chosen on redrawn days gains on others. */
export interface BootstrapSelection {
  /** Mean gain a day on days that did not choose, draw by draw; draws that left out no day are missing. */
  readonly gain: Float64Array
  /** How often each cell was selected. */
  readonly selections: Int32Array
  /** Whether the days of the gains lie among those of the choice, which is too good. */
  readonly optimistic: boolean
}

/**
 * Chooses the cell of the highest gain on redrawn days, as often as there are draws, and takes its gain on other days: later ones,
 * redrawn independently, else those that the draw left out. What is lost between the two is the price of the choice.
 */
export function bootstrapSelection(known: DailyCells, options: SelectionOptions): BootstrapSelection {
  const { draws = 1000, blockLength, rng, later } = options
  const drawn = new Int32Array(known.days)
  const laterDays = new Int32Array(later?.days ?? 0)
  const selections = new Int32Array(known.cells)
  const gains: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    drawDays(drawn, blockLength, rng)
    const cell = bestCell(known, drawn)
    selections[cell] = (selections[cell] ?? 0) + 1
    if (later) drawDays(laterDays, blockLength, rng)
    const days = later ? laterDays : daysLeftOut(drawn)
    if (days.length > 0) gains.push(gainOf(later ?? known, cell, days))
  }
  return { gain: Float64Array.from(gains), selections, optimistic: later === undefined }
}

/** The cell of the highest sum; among equals the first, which has the lower thresholds. */
function bestCell({ cells, gain }: DailyCells, days: Int32Array): number {
  const sums = new Float64Array(cells)
  for (const day of days) {
    const first = day * cells
    for (let cell = 0; cell < cells; cell++) sums[cell] = (sums[cell] ?? 0) + (gain[first + cell] ?? 0)
  }
  let best = 0
  for (let cell = 1; cell < cells; cell++) if ((sums[cell] ?? 0) > (sums[best] ?? 0)) best = cell
  return best
}

function daysLeftOut(drawn: Int32Array): Int32Array {
  const isDrawn = new Uint8Array(drawn.length)
  for (const day of drawn) isDrawn[day] = 1
  const left: number[] = []
  for (let day = 0; day < isDrawn.length; day++) if (isDrawn[day] === 0) left.push(day)
  return Int32Array.from(left)
}

function gainOf({ cells, gain }: DailyCells, cell: number, days: Int32Array): number {
  let sum = 0
  for (const day of days) sum += gain[day * cells + cell] ?? 0
  return sum / days.length
}
