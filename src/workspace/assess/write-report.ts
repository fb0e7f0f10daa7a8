import { join } from 'node:path'
import { buildReport } from '../../assessment/report/build-report.js'
import type { PaperTrade } from '../../assessment/report/report-data.js'
import { renderReport } from '../../assessment/report/render-page.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import { pageAssets } from '../page-assets.js'
import type { WorkspaceContext, WorkspaceFolder } from '../context.js'
import { withWriteErrors } from '../write-errors.js'
import type { AssessResult } from './result.js'

/** What a report tells of. */
export interface ReportParts extends Omit<AssessResult, 'gain'> {
  readonly paperTrade?: PaperTrade
}

/** Where the report of an assessment lies unless told otherwise; undefined for that of a file of predictions. */
export function defaultReportFile({ source }: AssessResult, { reportFolder }: WorkspaceFolder): string | undefined {
  if (source.kind !== 'classifier') return undefined
  return join(reportFolder, `${source.name}-${source.set ?? 'all'}.html`)
}

/**
 * Writes a report as one HTML file, whole or not at all. Throws UserError where it cannot be written; `label` says what the file
 * is, or which option names it.
 */
export async function writeAssessmentReport(
  file: string,
  parts: ReportParts,
  { workspace, clock }: Pick<WorkspaceContext, 'workspace' | 'clock'>,
  label = 'the report',
): Promise<void> {
  const { timeZone } = workspace.config
  const report = buildReport({ ...parts, timeZone, madeAt: clock.now() })
  const text = renderReport(report, await pageAssets('report'))
  await withWriteErrors(label, file, () => writeAtomically(file, [Buffer.from(text)]))
}
