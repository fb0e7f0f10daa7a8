/** A part of the candle's shape: high over low, high over the body (upper shadow), the body over low (lower shadow). */
export type CandlePart = 'height' | 'upper' | 'lower'

/** A column that is made of prices: the change of the close over so many rows (`pctChange`), or a part in thousandths of the close. */
export type PriceColumn = number | CandlePart

/** One made of volumes: how much there is beyond the mean (`excessVolume`), or that times the change of the close over one row. */
export type VolumeColumn = 'excess' | 'changeTimesExcess'

/** A column of what candles change by. */
export type ChangeColumn = PriceColumn | VolumeColumn

/** Whether a column is made of volumes. */
export function needsVolume(column: ChangeColumn): column is VolumeColumn {
  return column === 'excess' || column === 'changeTimesExcess'
}

/** Rows over which a column takes the change of the close; undefined where it takes none. */
export function changeWindow(column: ChangeColumn): number | undefined {
  if (column === 'changeTimesExcess') return 1
  return typeof column === 'number' ? column : undefined
}

/** Whether a column is a part of the candle's shape. */
export function isShape(column: ChangeColumn): column is CandlePart {
  return column === 'height' || column === 'upper' || column === 'lower'
}
