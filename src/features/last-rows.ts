import { sliceCandles, type Candles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import { expandRows, expandedColumns, lastRow } from './expand-lags.js'
import type { FeatureSet } from './feature-set.js'

/**
 * The live path of nets that look at a window: the expanded values [rows, columns] of the last `rows` candles, the current one
 * last, the same bits as in any longer frame. Throws UserError where there are fewer than `history + rows` candles.
 */
export function lastRows(set: FeatureSet, candles: Candles, rows: number): Float32Array {
  if (rows === 1) return lastRow(set, candles)
  const from = gridAfterHistory(set.id, set.history + rows - 1, candles).rows - 1
  const frame = set.compute(sliceCandles(candles, from, set.history + rows))
  const out = new Float32Array(rows * expandedColumns(set).length)
  const first = frame.grid.rows - rows
  expandRows(
    set,
    frame,
    Int32Array.from({ length: rows }, (_, row) => first + row),
    out,
  )
  return out
}
