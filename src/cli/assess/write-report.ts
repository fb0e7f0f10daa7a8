import { buildReport } from '../../assessment/build-report.js'
import { reportHtml } from '../../assessment/report-html.js'
import type { ReportInput } from '../../assessment/report-input.js'
import { writeAtomically } from '../../store/staged-file.js'
import { pageAssets } from '../page-assets.js'

/** Writes a report as one HTML file, whole or not at all. */
export async function writeReport(file: string, input: ReportInput): Promise<void> {
  const html = reportHtml(buildReport(input), await pageAssets('report'))
  await writeAtomically(file, [Buffer.from(html)])
}
