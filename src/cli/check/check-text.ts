import { CHECKS, type Finding } from '../../checks/finding.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import { checksOf, failedChecks, failuresOf, type CheckReport } from '../../workspace/check/check-report.js'

/** Details of one definition beyond this many lines are counted only. */
const MOST_LINES = 12

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
        `${checksOf(report).length - failed.length}/${checksOf(report).length}`,
        failed.join(', ') || '-',
        String(notes),
      ]
    }),
  )
  return `${table}${reports.map(detailsOf).join('')}`
}

function detailsOf({ id, file, own, findings }: CheckReport): string {
  if (findings.length === 0) return ''
  const ordered = [...findings].sort((a, b) => rank(a) - rank(b))
  const lines = ordered.slice(0, MOST_LINES).map((finding) => `  ${findingText(finding)}`)
  if (ordered.length > MOST_LINES) lines.push(`  … and ${ordered.length - MOST_LINES} more (--json has all)`)
  return `\n${id}${own ? ` (${file})` : ''}\n${lines.join('\n')}\n`
}

function rank({ severity }: Finding): number {
  return severity === 'failure' ? 0 : 1
}

/** `failed causality: column x from 2024-01-03T05:07Z on simulated 1: looks ahead …`. */
export function findingText({ check, severity, sample, text, column, time }: Finding): string {
  const where = [
    column === undefined ? '' : `column ${column}`,
    time === undefined ? '' : `at ${isoMinute(time)}`,
    sample === '' ? '' : `on ${sample}`,
  ].filter((part) => part !== '')
  return `${severity === 'failure' ? 'failed' : 'note on'} ${check}: ${where.length > 0 ? `${where.join(' ')}: ` : ''}${text}`
}

/** The same for machines. */
export function checkJson(reports: readonly CheckReport[]): unknown {
  return {
    passed: reports.every((report) => failuresOf(report).length === 0),
    checks: CHECKS,
    definitions: reports.map(({ findings, ...report }) => ({
      ...report,
      failed: failedChecks({ findings }),
      findings: findings.map(({ time, ...finding }) => ({
        ...finding,
        ...(time === undefined ? {} : { time: isoMinute(time) }),
      })),
    })),
  }
}
