/** Text of a float32 with the fewest digits that read back as the same float32; empty for NaN. */
export function shortestFloat32(value: number): string {
  if (Number.isNaN(value)) return ''
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return Object.is(value, -0) ? '-0' : String(value)
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}
