import { fillFrom } from '../core/fill-from.js'
import { candleChanges, type CandleChanges, type ChangeCandles } from './candle-changes.js'
import { changeAt } from './change-at.js'
import { needsVolume } from './change-column.js'

/**
 * `candleChanges` of some rows alone, with the same bits: a live row and its lags are few, and far apart.
 * @param rows ascending, each with as many rows before it as any column reads; those made of volumes are computed from the first of them on
 * @returns the columns in the order asked for, with a value for each of `rows`
 */
export function candleChangesAt(
  candles: ChangeCandles,
  changes: Omit<CandleChanges, 'from'>,
  rows: readonly number[],
): Float32Array[] {
  const from = rows[0] ?? 0
  const volumes = changes.columns.filter(needsVolume)
  const whole = volumes.length > 0 ? candleChanges(candles, { ...changes, columns: volumes, from }) : []
  let taken = 0
  return changes.columns.map((column) => {
    const values = new Float32Array(rows.length)
    if (!needsVolume(column)) return fillFrom(values, (i) => changeAt(candles, column, rows[i] ?? 0))
    const all = whole[taken++]
    return fillFrom(values, (i) => all?.[(rows[i] ?? 0) - from] ?? 0)
  })
}
