import { BUY, HOLD, SELL, predictedClass } from '../targets/predicted-class.js'
import type { RowRange, ScoredSeries } from './scored-series.js'

/** The rows of one range at which some cell could act, in order. */
export interface TradeSignals {
  readonly length: number
  readonly rows: Int32Array
  /** How many buy thresholds the row's score reaches if its class is buy; minus as many sell thresholds if it is sell. */
  readonly levels: Int8Array
}

/**
 * Reduces a range to its signals. Thresholds are float32 and ascending, so a row that reaches n of them reaches the lowest
 * n, and a cell acts on a row only where the row's level is above the index of the cell's threshold. A buy that is no
 * stronger than one since the last sell finds every position open that it could open, and is left out; so are such sells,
 * and those before the first buy.
 */
export function findTradeSignals(series: ScoredSeries, range: RowRange, thresholds: Float32Array): TradeSignals {
  const { hold, buy, sell } = series
  const rows = new Int32Array(range.to - range.from)
  const levels = new Int8Array(range.to - range.from)
  let length = 0
  let boughtTo = 0
  let soldTo = thresholds.length
  for (let row = range.from; row < range.to; row++) {
    const kind = predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
    if (kind === HOLD) continue
    const level = countReached((kind === BUY ? buy[row] : sell[row]) ?? 0, thresholds)
    if (level <= (kind === BUY ? boughtTo : soldTo)) continue
    boughtTo = kind === BUY ? level : 0
    soldTo = kind === BUY ? 0 : level
    rows[length] = row
    levels[length++] = kind === BUY ? level : -level
  }
  return { length, rows, levels }
}

/** The level of every row of a range, as in `TradeSignals`; 0 where no cell could act. */
export function signedLevels(series: ScoredSeries, range: RowRange, thresholds: Float32Array): Int8Array {
  const { hold, buy, sell } = series
  const levels = new Int8Array(range.to - range.from)
  for (let row = range.from; row < range.to; row++) {
    const kind = predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
    if (kind === BUY) levels[row - range.from] = countReached(buy[row] ?? 0, thresholds)
    else if (kind === SELL) levels[row - range.from] = -countReached(sell[row] ?? 0, thresholds)
  }
  return levels
}

/** Levels that are shifted circularly, `shift` rows later. */
export function rotateLevels(levels: Int8Array, shift: number): Int8Array {
  const rotated = new Int8Array(levels.length)
  rotated.set(levels.subarray(levels.length - shift))
  rotated.set(levels.subarray(0, levels.length - shift), shift)
  return rotated
}

/** The signals of levels that are shifted circularly, `shift` rows later; the first row of their range is `first`. */
export function rotateSignals(levels: Int8Array, shift: number, first: number, thresholds: number): TradeSignals {
  const rows = new Int32Array(levels.length)
  const chosen = new Int8Array(levels.length)
  let length = 0
  let boughtTo = 0
  let soldTo = thresholds
  const begin = levels.length - shift
  const take = (from: number, to: number, row: number): void => {
    for (let i = from; i < to; i++) {
      const level = levels[i] ?? 0
      if (level > 0 ? level <= boughtTo : -level <= soldTo) continue
      boughtTo = level > 0 ? level : 0
      soldTo = level > 0 ? 0 : -level
      rows[length] = row + i - from
      chosen[length++] = level
    }
  }
  take(begin, levels.length, first)
  take(0, begin, first + shift)
  return { length, rows, levels: chosen }
}

function countReached(score: number, thresholds: Float32Array): number {
  let level = 0
  while (level < thresholds.length && score >= (thresholds[level] ?? Infinity)) level++
  return level
}
