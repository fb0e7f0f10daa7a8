import type { FillPrices } from './row-fills.js'
import { tradeGain } from './simulate-trades.js'

/** Sums of all cells of a threshold matrix, one buy threshold after the other. */
export interface CellSums {
  readonly gain: Float64Array
  readonly count: Float64Array
}

/** What the trades of a range are filled at. */
export interface RangeRun {
  readonly prices: FillPrices
  /** Last row of the range: an open position is closed there, or dropped if it was opened there. */
  readonly last: number
  readonly fee: number
}

/** What a cell traded in a range; `opened` is the row of a position that is still open at its end, else -1. */
export interface CellTrades {
  readonly opened: number
  readonly gain: number
  readonly count: number
}

/** Ends a range in one cell and adds its trades to the sums. */
export function addCellTrades(
  sums: CellSums,
  cell: number,
  { opened, gain, count }: CellTrades,
  { prices: { buyPrice, sellPrice }, last, fee }: RangeRun,
): void {
  const isClosed = opened >= 0 && opened < last
  const closing = isClosed ? tradeGain(buyPrice[opened] ?? 0, sellPrice[last] ?? 0, fee) : 0
  sums.gain[cell] = (sums.gain[cell] ?? 0) + (gain + closing)
  sums.count[cell] = (sums.count[cell] ?? 0) + count + (isClosed ? 1 : 0)
}
