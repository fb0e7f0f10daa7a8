import { candlesToFrame, type Candles } from '../../core/candles.js'
import { timeAt } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import { DAY } from '../../core/time.js'
import { bytesOfColumn } from '../arrow/column-bytes.js'

/** A day's hash has so many hex digits: 128 bits. */
export const HEX = 32

/** Returns the start of the UTC day that contains `time`. */
export function dayStart(time: number): number {
  return Math.floor(time / DAY) * DAY
}

/**
 * Computes the content hash of each UTC day that the candles touch, by the start of the day, from the place of its rows
 * and all their values.
 */
export function hashDays(candles: Candles): Map<number, string> {
  const { calendar, first, rows } = candles.grid
  const columns = [...candlesToFrame(candles).columns]
  const hashes = new Map<number, string>()
  for (let row = 0; row < rows;) {
    const day = dayStart(timeAt(candles.grid, row))
    const next = Math.min(rows, Math.max(row + 1, calendar.ordinalAt(day + DAY - 1) + 1 - first))
    const parts = columns.map(([, values]) => bytesOfColumn(values.subarray(row, next)))
    hashes.set(day, sha256(String(first + row), ...parts).slice(0, HEX))
    row = next
  }
  return hashes
}
