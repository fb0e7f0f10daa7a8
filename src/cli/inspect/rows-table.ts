import type { RowsReport } from '../../assessment/definitions/report-rows.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import { grouped, reasonsText } from '../train/chosen-sets.js'

/** The rows of each base in each set, and why other minutes are not used. */
export function rowsTable(rows: readonly RowsReport[]): string {
  const head = [{ name: 'base' }, { name: 'set' }, { name: 'rows', align: 'right' as const }, { name: 'from' }]
  const lines = rows.map((one) => [
    one.base,
    one.set,
    grouped(one.rows),
    one.from === null ? '–' : isoMinute(one.from).slice(0, 10),
    wrapped(reasonsText(one), 44),
  ])
  return renderTable([...head, { name: 'not used' }], lines)
}

/** Breaks a list at its commas into lines of at most `width`, where one part alone is not longer. */
function wrapped(text: string, width: number): string {
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
