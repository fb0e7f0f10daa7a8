import type { Candles } from '../core/candles.js'
import { fillFrom } from '../core/fill-from.js'
import { simdCandleChanges } from './candle-changes-simd.js'
import { changeAt } from './change-at.js'
import { changeWindow, needsVolume, type ChangeColumn } from './change-column.js'
import { excessVolume } from './excess-volume.js'
import { plainRollingSum } from './rolling-sum-plain.js'

export interface CandleChanges {
  readonly columns: readonly ChangeColumn[]
  /** First row that is evaluated; it has as many rows before it as any column reads. */
  readonly from: number
  /** Rows of the mean volume. */
  readonly meanWindow: number
  /** Stands in for a mean volume of zero. */
  readonly least: number
}

/** What of candles their changes are made of; only those columns are read that are needed. */
export type ChangeCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close' | 'volume'>

/**
 * Columns made in one pass by WebAssembly SIMD; where there is none, by plain loops, with the same bits where they are made of
 * prices, and but for roundings of single precision (1.2e-7 relative) where of volumes. Each column has the same bits whatever
 * others are asked for.
 * @returns the columns in the order asked for, with a value for each row from `from` on
 */
export function candleChanges(candles: ChangeCandles, changes: CandleChanges): Float32Array[] {
  const reach = reachOf(changes)
  if (changes.from < reach) throw new RangeError(`row ${changes.from} does not have ${reach} rows before it`)
  return simdCandleChanges?.(candles, changes) ?? plainCandleChanges(candles, changes)
}

function reachOf({ columns, meanWindow }: CandleChanges): number {
  return Math.max(...columns.map((column) => (needsVolume(column) ? meanWindow - 1 : (changeWindow(column) ?? 0))))
}

/** `candleChanges` by plain loops: what its fast form is held against. */
export function plainCandleChanges(candles: ChangeCandles, changes: CandleChanges): Float32Array[] {
  const { columns, from } = changes
  const excess = columns.some(needsVolume) ? excessOf(candles, changes) : new Float64Array()
  return columns.map((column) => {
    if (column === 'excess') return new Float32Array(excess)
    const values = new Float32Array(candles.grid.rows - from)
    if (column !== 'changeTimesExcess') return fillFrom(values, (i) => changeAt(candles, column, from + i))
    return fillFrom(values, (i) => changeAt(candles, 1, from + i) * (excess[i] ?? 0))
  })
}

function excessOf({ grid, volume }: ChangeCandles, { from, meanWindow, least }: CandleChanges): Float64Array {
  const sums = plainRollingSum(volume, { first: grid.first, window: meanWindow, from })
  return excessVolume(
    volume.subarray(from),
    sums.map((sum) => sum / meanWindow),
    least,
  )
}
