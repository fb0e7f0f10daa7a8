import { addCellTrades, type CellSums, type RangeRun } from './cell-sums.js'
import { tradeGain } from './simulate-trades.js'

/** The rows of a range, and the rule by which a position is sold without a signal. */
export interface LossExitRun extends RangeRun {
  /** What a position is compared with, minute by minute. */
  readonly close: Float64Array
  /** First row of the range. */
  readonly first: number
  /** As `ExitRules` has it. */
  readonly lossMinutes: number
}

/**
 * Trades a range in every cell, with the exit after minutes at a loss. It can come in any minute, so every row counts, not only
 * those with a signal: `levels` are the `signedLevels` of the rows.
 */
export function addLossExitTrades(sums: CellSums, levels: Int8Array, run: LossExitRun): void {
  const width = Math.sqrt(sums.gain.length)
  for (let cell = 0; cell < sums.gain.length; cell++) {
    tradeCell(sums, cell, levels, { ...run, buyIndex: Math.floor(cell / width), sellIndex: cell % width })
  }
}

interface CellRun extends LossExitRun {
  readonly buyIndex: number
  readonly sellIndex: number
}

function tradeCell(sums: CellSums, cell: number, levels: Int8Array, run: CellRun): void {
  const { close, first, last, fee, lossMinutes, buyIndex, sellIndex } = run
  const { buyPrice, sellPrice } = run.prices
  let opened = -1
  let losses = 0
  let gain = 0
  let count = 0
  for (let row = first; row <= last; row++) {
    const level = levels[row - first] ?? 0
    if (opened < 0) {
      if (level > buyIndex) opened = row
      losses = 0
      continue
    }
    losses = level <= buyIndex && (close[row] ?? 0) < (buyPrice[opened] ?? 0) ? losses + 1 : 0
    if (-level <= sellIndex && losses <= lossMinutes) continue
    gain += tradeGain(buyPrice[opened] ?? 0, sellPrice[row] ?? 0, fee)
    count++
    opened = -1
  }
  addCellTrades(sums, cell, { opened, gain, count }, run)
}
