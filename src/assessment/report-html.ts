import { renderPage, type PageAssets } from './page-html.js'
import type { ReportData } from './report-data.js'

/** The report of an assessment as one HTML file without outside references. */
export function renderReport(data: ReportData, assets: PageAssets): string {
  return renderPage(titleOf(data), data, assets)
}

function titleOf({ source }: ReportData): string {
  return `${source.name}${source.set ? `, ${source.set} set` : ''} – FollowUpward`
}
