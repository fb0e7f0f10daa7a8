import type { CandleShape } from './candle-shape.js'

/**
 * A column of what candles change by: the close over so many rows (`simpleReturn`), a part of the candle's shape (`candleShape`), how
 * much volume there is beyond the mean (`excessVolume`), or that times the change of the close over one row.
 */
export type ChangeColumn = number | keyof CandleShape | 'excess' | 'changeTimesExcess'

/** Whether a column is made of volumes. */
export function needsVolume(column: ChangeColumn): boolean {
  return column === 'excess' || column === 'changeTimesExcess'
}

/** Rows over which a column takes the change of the close; undefined where it takes none. */
export function changeWindow(column: ChangeColumn): number | undefined {
  if (column === 'changeTimesExcess') return 1
  return typeof column === 'number' ? column : undefined
}

/** Whether a column is a part of the candle's shape. */
export function isShape(column: ChangeColumn): boolean {
  return column === 'height' || column === 'upper' || column === 'lower'
}
