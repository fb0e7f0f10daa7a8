import type { RowRange, ScoredSeries } from '../scored-series.js'
import { THRESHOLDS } from '../threshold-matrix.js'
import { signedLevels } from '../trade-signals.js'

/** For each row of a range, counted from its first, the next one, itself included, with a signal; as many as there are rows where there is none. */
export interface NextRows {
  /** With a signal to buy in this cell. */
  buysOf(cell: number): Int32Array
  sellsOf(cell: number): Int32Array
}

/** Finds the signals of a range, so that trades without exits can be followed from one to the next. */
export function findNextRows(series: ScoredSeries, range: RowRange, cells: readonly number[]): NextRows {
  const width = THRESHOLDS.length
  const levels = signedLevels(series, range, Float32Array.from(THRESHOLDS))
  const none = new Int32Array(levels.length).fill(levels.length)
  const buys = new Set(cells.map((cell) => Math.floor(cell / width)))
  const sells = new Set(cells.map((cell) => cell % width))
  const buy = THRESHOLDS.map((_, index) => (buys.has(index) ? nextOf(levels, (level) => level > index) : none))
  const sell = THRESHOLDS.map((_, index) => (sells.has(index) ? nextOf(levels, (level) => -level > index) : none))
  return {
    buysOf: (cell) => buy[Math.floor(cell / width)] ?? none,
    sellsOf: (cell) => sell[cell % width] ?? none,
  }
}

function nextOf(levels: Int8Array, reaches: (level: number) => boolean): Int32Array {
  const next = new Int32Array(levels.length)
  let found = levels.length
  for (let row = levels.length - 1; row >= 0; row--) {
    if (reaches(levels[row] ?? 0)) found = row
    next[row] = found
  }
  return next
}
