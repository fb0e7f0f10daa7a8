import { arange } from '../core/arange.js'

/** The rows that the windows of some rows read. */
export interface WindowRows {
  /** Ordinals, ascending, each once. */
  readonly ordinals: Int32Array
  /** For each window the position among them of its last row; the rows before it there are the minutes before it. */
  readonly last: Int32Array
}

/**
 * The windows of `window` minutes that end at `ordinals`, which ascend: where they overlap, their rows are shared. Of single
 * minutes the ordinals are those given.
 */
export function selectWindowRows(ordinals: Int32Array, window: number): WindowRows {
  if (window === 1) return { ordinals, last: arange(ordinals.length) }
  const found = new Int32Array(ordinals.length * window)
  const last = new Int32Array(ordinals.length)
  let count = 0
  let next = -Infinity
  ordinals.forEach((ordinal, i) => {
    for (let row = Math.max(next, ordinal - window + 1); row <= ordinal; row++) found[count++] = row
    next = Math.max(next, ordinal + 1)
    last[i] = count - 1
  })
  return { ordinals: found.slice(0, count), last }
}

/**
 * The end of those windows from `from` on, of which `last` has the ascending last rows, that read at most `maxRows` rows together; at
 * least one window.
 */
export function endOfWindows(last: Int32Array, from: number, window: number, maxRows: number): number {
  if (window === 1) return Math.min(last.length, from + maxRows)
  let rows = window
  let to = from + 1
  for (; to < last.length; to++) {
    rows += Math.min(window, (last[to] ?? 0) - (last[to - 1] ?? 0))
    if (rows > maxRows) break
  }
  return to
}
