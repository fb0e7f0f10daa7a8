import type { Candles } from '../core/candles.js'
import type { PriceColumn } from './change-column.js'

/**
 * One value of a column that is made of prices, in double precision: what the kernel of `candleChanges` computes, operation by
 * operation, so that a row has the same bits by itself as among others. It multiplies by inverses, so it differs from quotients by
 * roundings.
 */
export function changeAt(
  { open, high, low, close }: Pick<Candles, 'open' | 'high' | 'low' | 'close'>,
  column: PriceColumn,
  row: number,
): number {
  const last = close[row] ?? 0
  if (typeof column === 'number') {
    const before = close[row - column] ?? 0
    return (last - before) * (1 / before)
  }
  const inverse = 1 / last
  if (column === 'height') return ((high[row] ?? 0) - (low[row] ?? 0)) * inverse * 1000
  if (column === 'upper') return ((high[row] ?? 0) - Math.max(open[row] ?? 0, last)) * inverse * 1000
  return (Math.min(open[row] ?? 0, last) - (low[row] ?? 0)) * inverse * 1000
}
