import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import type { Io } from '../io.js'
import type { Workspace } from '../workspace.js'
import type { InspectOptions } from './inspect-options.js'
import { writePage } from './write-page.js'

/** Prints a report, as text or JSON, and writes its page where one is asked for. */
export async function deliverReport<Report extends FeatureReport | TargetReport>(
  io: Io,
  workspace: Workspace,
  { html, json }: InspectOptions,
  report: Report,
  text: (report: Report) => string,
): Promise<void> {
  const file = html === undefined ? undefined : await writePage(io, workspace, report, html)
  if (json) io.out(`${JSON.stringify({ ...report, ...(file === undefined ? {} : { html: file }) })}\n`)
  else io.out(`${text(report)}${file === undefined ? '' : `\nPage: ${file}\n`}`)
}
