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

/** Memory of a length, which may be the same each time. */
export type Scratch = (length: number) => Float32Array

/** Memory that is used again and again; what was there before is lost. */
export function createScratch(): Scratch {
  let memory = new Float32Array()
  return (length) => {
    if (memory.length < length) memory = new Float32Array(length)
    return memory
  }
}

/**
 * Raw features of the rows `first … end − 1` of those to be scored, of each its window of minutes. They may lie in the scratch
 * memory, or be a view of all.
 */
export function readExpandedRows(
  { rows, from, last }: ExpandedRows,
  first: number,
  end: number,
  window: number,
  scratch: Scratch,
): Float32Array {
  const begin = (last[first] ?? 0) - window + 1
  const count = (last[end - 1] ?? 0) + 1 - begin
  const block = rows.read(from + begin, count, rows.copies ? scratch(count * rows.width) : undefined)
  if (window === 1) return block
  const positions = last.subarray(first, end).map((row) => row - begin)
  return copyWindows(block, rows.width, positions, window)
}
