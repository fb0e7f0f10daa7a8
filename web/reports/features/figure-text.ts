/** A figure in few characters: five digits, or a power of ten. */
export function formatFigure(value: number | undefined): string {
  if (value === undefined) return '–'
  const short = Number(value.toPrecision(5))
  const magnitude = Math.abs(short)
  const text = short === 0 || (magnitude >= 1e-4 && magnitude < 1e6) ? String(short) : short.toExponential(2)
  return text.replaceAll('-', '−')
}
