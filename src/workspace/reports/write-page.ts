import { resolve } from 'node:path'
import type { DefinitionReportPage } from '../../assessment/definitions/report-rows.js'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { renderPage } from '../../assessment/report/render-page.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { Io } from '../../cli/io.js'
import { pageAssets } from '../page-assets.js'
import type { Workspace } from '../workspace.js'
import { withWriteErrors } from '../write-errors.js'

/** Writes a report as one HTML file, whole or not at all; its path. */
export async function writePage(
  io: Io,
  { config }: Workspace,
  report: FeatureReport | TargetReport,
  html: string,
): Promise<string> {
  const page: DefinitionReportPage<FeatureReport | TargetReport> = {
    report,
    timeZone: config.timeZone,
    madeAt: io.clock.now(),
  }
  const kind = report.format === 'followupward-features' ? 'features' : 'targets'
  const text = renderPage(`${report.definition.id} – FollowUpward`, page, await pageAssets(kind))
  const file = resolve(io.cwd, html)
  await withWriteErrors('--html', file, () => writeAtomically(file, [Buffer.from(text)]))
  return file
}
