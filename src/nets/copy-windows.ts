/** Windows [windows, window, width] out of the rows [rows, width] that they share. */
export function copyWindows(rows: Float32Array, width: number, last: Int32Array, window: number): Float32Array {
  const out = new Float32Array(last.length * window * width)
  last.forEach((row, i) => {
    out.set(rows.subarray((row - window + 1) * width, (row + 1) * width), i * window * width)
  })
  return out
}
