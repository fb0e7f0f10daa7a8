import type { DefinitionReportPage } from '../../../src/assessment/definitions/report-rows.js'
import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { readJson } from '../read-data.js'

/** The feature set's report inside this very file. */
export function readFeaturePage(): DefinitionReportPage<FeatureReport> {
  const value = readJson()
  if (!isFeaturePage(value)) throw new Error('this file holds no report')
  return value
}

/** The target's report inside this very file. */
export function readTargetPage(): DefinitionReportPage<TargetReport> {
  const value = readJson()
  if (!isTargetPage(value)) throw new Error('this file holds no report')
  return value
}

function isFeaturePage(value: unknown): value is DefinitionReportPage<FeatureReport> {
  return hasFormat(value, 'followupward-features')
}

function isTargetPage(value: unknown): value is DefinitionReportPage<TargetReport> {
  return hasFormat(value, 'followupward-targets')
}

/** The file was written by the same release as this script: its format and version say what is in it. */
function hasFormat(value: unknown, format: string): boolean {
  if (typeof value !== 'object' || value === null || !('report' in value)) return false
  const { report } = value
  if (typeof report !== 'object' || report === null) return false
  return 'format' in report && report.format === format && 'version' in report && report.version === 1
}
