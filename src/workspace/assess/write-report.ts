import type { Assessment } from '../../assessment/assessment.js'
import { buildReport } from '../../assessment/report/build-report.js'
import type { PaperTrade } from '../../assessment/report/report-data.js'
import { renderReport } from '../../assessment/report/render-page.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { Io } from '../../cli/io.js'
import { pageAssets } from '../page-assets.js'
import type { Workspace } from '../workspace.js'
import { withWriteErrors } from '../write-errors.js'
import type { Assessed } from './assessed.js'

/** What a report tells of. */
export interface ReportParts {
  readonly assessed: Assessed
  readonly assessment: Assessment
  readonly paperTrade?: PaperTrade
}

/** Writes a report as one HTML file, whole or not at all. */
export async function writeReport(io: Io, { config }: Workspace, file: string, parts: ReportParts): Promise<void> {
  const { assessed, ...rest } = parts
  const { source, candles, history } = assessed
  const report = buildReport({ ...rest, source, candles, history, timeZone: config.timeZone, madeAt: io.clock.now() })
  const text = renderReport(report, await pageAssets('report'))
  await withWriteErrors('--html', file, () => writeAtomically(file, [Buffer.from(text)]))
}
