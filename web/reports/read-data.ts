import type { ReportData } from '../../src/assessment/report/report-data.js'

/** Whatever data are inside this very file. */
export function readJson(): unknown {
  return JSON.parse(document.getElementById('report-data')?.textContent ?? 'null')
}

/** The data of an assessment inside this very file. */
export function readData(): ReportData {
  const value = readJson()
  if (!isReportData(value)) throw new Error('this file holds no report')
  return value
}

function isReportData(value: unknown): value is ReportData {
  if (typeof value !== 'object' || value === null) return false
  return 'format' in value && value.format === 'followupward-report' && 'version' in value && value.version === 2
}
