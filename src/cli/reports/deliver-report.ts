import { resolve } from 'node:path'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import { writeReportPage } from '../../workspace/reports/write-report-page.js'
import { withWriteErrors } from '../../workspace/write-errors.js'
import type { CommandCall } from '../request-command.js'
import type { Command } from 'commander'

/** Adds the options by which a report goes to files. */
export function addReportFiles(command: Command): Command {
  return command
    .option('--html <file>', 'write one HTML file with charts')
    .option('--out <file>', 'write the report as one JSON document')
}

/** Writes the files that a report is to go to; resolves to the path of its page, if it has one. */
export async function deliverReport(
  report: FeatureReport | TargetReport,
  { io, context, front }: CommandCall,
): Promise<string | undefined> {
  const { html, out } = front
  if (typeof out === 'string') {
    const file = resolve(io.cwd, out)
    await withWriteErrors('--out', file, () => writeAtomically(file, [Buffer.from(`${JSON.stringify(report)}\n`)]))
  }
  if (typeof html !== 'string') return undefined
  const page = resolve(io.cwd, html)
  await writeReportPage(page, report, context, '--html')
  return page
}

/** A report for people, with its page. */
export async function reportText(
  text: string,
  report: FeatureReport | TargetReport,
  call: CommandCall,
): Promise<string> {
  const page = await deliverReport(report, call)
  return `${text}${page === undefined ? '' : `\nPage: ${page}\n`}`
}

/** A report as JSON, with its page. */
export async function reportJson(report: FeatureReport | TargetReport, call: CommandCall): Promise<unknown> {
  const page = await deliverReport(report, call)
  return { ...report, ...(page === undefined ? {} : { html: page }) }
}
