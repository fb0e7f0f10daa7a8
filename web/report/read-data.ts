import type { Packed, ReportData } from '../../src/assessment/report-data.js'

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
  return 'format' in value && value.format === 'followupward-report' && 'version' in value && value.version === 1
}

function bytesOf(text: Packed): ArrayBuffer {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer
}

export const int8Of = (text: Packed): Int8Array => new Int8Array(bytesOf(text))
export const int32Of = (text: Packed): Int32Array => new Int32Array(bytesOf(text))
export const float32Of = (text: Packed): Float32Array => new Float32Array(bytesOf(text))
export const float64Of = (text: Packed): Float64Array => new Float64Array(bytesOf(text))
