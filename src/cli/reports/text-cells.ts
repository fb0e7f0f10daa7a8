/** Breaks a list at its commas into lines of at most `width`, where one part alone is not longer. */
export function wrapped(text: string, width: number): string {
  const lines = ['']
  for (const part of text.split(/(?<=, )/)) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + part.trimEnd().length > width) lines.push(part)
    else lines[lines.length - 1] = last + part
  }
  return lines.join('\n')
}

/** A figure in at most eight characters. */
export function figure(value: number | undefined): string {
  if (value === undefined) return '–'
  const plain = Number(value.toPrecision(5))
  if (plain === 0) return '0'
  const magnitude = Math.abs(plain)
  return magnitude >= 1e-3 && magnitude < 1e5 ? String(plain).slice(0, 8) : plain.toExponential(1)
}

/** A share as per cent. */
export function share(value: number): string {
  return value === 0 ? '0' : `${value < 0.001 ? '<0.1' : (100 * value).toFixed(1)} %`
}
