import { resolve } from 'node:path'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { Io } from '../io.js'
import type { Workspace } from '../../workspace/workspace.js'
import { withWriteErrors } from '../../workspace/write-errors.js'
import type { InspectOptions } from './inspect-options.js'
import { writePage } from '../../workspace/reports/write-page.js'

/** Prints a report, as text or JSON, and writes its page and its JSON file where they are asked for. */
export async function deliverReport<Report extends FeatureReport | TargetReport>(
  io: Io,
  workspace: Workspace,
  { html, out, json }: InspectOptions,
  report: Report,
  text: (report: Report) => string,
): Promise<void> {
  if (out !== undefined) await writeReportFile(resolve(io.cwd, out), report)
  const file = html === undefined ? undefined : await writePage(io, workspace, report, html)
  if (json) io.out(`${JSON.stringify({ ...report, ...(file === undefined ? {} : { html: file }) })}\n`)
  else io.out(`${text(report)}${file === undefined ? '' : `\nPage: ${file}\n`}`)
}

async function writeReportFile(file: string, report: FeatureReport | TargetReport): Promise<void> {
  await withWriteErrors('--out', file, () => writeAtomically(file, [Buffer.from(`${JSON.stringify(report)}\n`)]))
}
