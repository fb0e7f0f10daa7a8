import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { DefinitionReportPage } from '../../assessment/definitions/report-rows.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { renderPage } from '../../assessment/report/render-page.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { WorkspaceContext } from '../context.js'
import { pageAssets } from '../page-assets.js'
import { withWriteErrors } from '../write-errors.js'

/**
 * Writes a report as one HTML file, whole or not at all. `option` is what the file is called by where it cannot be written:
 * a front's own option.
 */
export async function writeReportPage(
  file: string,
  report: FeatureReport | TargetReport,
  { workspace, clock }: Pick<WorkspaceContext, 'workspace' | 'clock'>,
  option: string,
): Promise<void> {
  const page: DefinitionReportPage<FeatureReport | TargetReport> = {
    report,
    timeZone: workspace.config.timeZone,
    madeAt: clock.now(),
  }
  const kind = report.format === 'followupward-features' ? 'features' : 'targets'
  const text = renderPage(`${report.definition.id} – FollowUpward`, page, await pageAssets(kind))
  await withWriteErrors(option, file, () => writeAtomically(file, [Buffer.from(text)]))
}
