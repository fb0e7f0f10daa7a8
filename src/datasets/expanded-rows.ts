import type { RowReader } from './row-sink.js'
import { copyWindows } from './window-rows.js'

/** Rows of one base that are to be scored, raw and expanded, together with the minutes of their windows. */
export interface ExpandedRows {
  readonly rows: RowReader
  /** First of the base's. */
  readonly from: number
  /** For each row to be scored its position behind `from`; ascending. */
  readonly last: Int32Array
}

/** Raw features of the rows `first … end − 1` of those to be scored, of each its window of minutes. */
export function readExpandedRows(
  { rows, from, last }: ExpandedRows,
  first: number,
  end: number,
  window: number,
): Float32Array {
  const begin = (last[first] ?? 0) - window + 1
  const block = rows.read(from + begin, (last[end - 1] ?? 0) + 1 - begin)
  if (window === 1) return block
  const positions = last.subarray(first, end).map((row) => row - begin)
  return copyWindows(block, rows.width, positions, window)
}
