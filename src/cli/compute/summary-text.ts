import type { ComputedFrame, FrameSummary } from '../../workspace/compute/result.js'
import { renderTable } from '../table.js'

/** A summary for people. */
export function summaryText(id: string, summary: FrameSummary): string {
  const rows = summary.columns.map(({ name, min, mean, max, missing }) => [
    name,
    numberText(min),
    numberText(mean),
    numberText(max),
    String(missing),
  ])
  const right = 'right' as const
  const head = [{ name: 'column' }, ...['min', 'mean', 'max', 'missing'].map((name) => ({ name, align: right }))]
  const range = `${summary.rows} rows from ${summary.from} to ${summary.to}`
  return `${id} of ${summary.source}: ${range}${classText(summary)}\n${renderTable(head, rows)}`
}

function numberText(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(6)))
}

function classText({ classes = {}, unlabelled = 0 }: FrameSummary): string {
  const counts = Object.entries(classes).map(([name, count]) => `${count} ${name}`)
  if (counts.length === 0) return ''
  const without = `; ${unlabelled} of them have no label (history missing, or not final) and are shown as ${Object.keys(classes)[0]}`
  return `: ${counts.join(', ')}${unlabelled > 0 ? without : ''}`
}

/** A line for each kind of minutes that rows read and no source has; none where there are none. */
export function gapNotes(frame: ComputedFrame): string {
  const { besideOutage, besideNotImported, besideNeededOutage } = frame
  return [
    gapNote(frame, besideOutage, 'minutes of an outage'),
    gapNote(frame, besideNotImported, 'minutes that were never imported'),
    ...Object.entries(besideNeededOutage).map(([base, rows]) =>
      gapNote(frame, rows, `minutes of an outage of ${base}`),
    ),
  ].join('')
}

function gapNote({ id, grid }: ComputedFrame, rows: number, what: string): string {
  if (rows === 0) return ''
  return `note: ${rows} of ${grid.rows} rows of ${id} read ${what}, which are filled with the last price; training leaves them out\n`
}
