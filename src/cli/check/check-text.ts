import type { Finding } from '../../checks/finding.js'
import { green, red } from '../style.js'
import { renderTable } from '../table.js'
import { checksOf, failedChecks, failuresOf, findingText, type CheckReport } from '../../workspace/check/result.js'

/** Details of one definition beyond this many lines are counted only. */
const MAX_LINES = 12

/** What checking found, for people: a table, and the details of every failure and note. */
export function checkText(reports: readonly CheckReport[]): string {
  const table = renderTable(
    [
      { name: 'definition' },
      { name: 'kind' },
      { name: 'checked on' },
      { name: 'passed', align: 'right' },
      { name: 'failed' },
      { name: 'notes', align: 'right' },
    ],
    reports.map((report) => {
      const failed = failedChecks(report)
      const notes = report.findings.length - failuresOf(report).length
      return [
        report.id,
        report.kind,
        report.samples.join(', ') || '-',
        passedText(checksOf(report).length, failed.length),
        red(failed.join(', ')) || '-',
        String(notes),
      ]
    }),
  )
  return `${table}${reports.map(detailsOf).join('')}`
}

function passedText(all: number, failed: number): string {
  const text = `${all - failed}/${all}`
  return failed === 0 ? green(text) : red(text)
}

function detailsOf({ id, file, userDefined, findings }: CheckReport): string {
  if (findings.length === 0) return ''
  const ordered = [...findings].sort((a, b) => rank(a) - rank(b))
  const lines = ordered.slice(0, MAX_LINES).map((finding) => `  ${findingText(finding)}`)
  if (ordered.length > MAX_LINES) lines.push(`  … and ${ordered.length - MAX_LINES} more (--json has all)`)
  return `\n${id}${userDefined ? ` (${file})` : ''}\n${lines.join('\n')}\n`
}

function rank({ severity }: Finding): number {
  return severity === 'failure' ? 0 : 1
}
