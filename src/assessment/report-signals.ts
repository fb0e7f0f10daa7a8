import { MINUTE } from '../core/time.js'
import { packValues } from './packed.js'
import type { ReportSignals } from './report-data.js'
import type { ScoredSeries } from './scored-series.js'
import { findSignals } from './trade-signals.js'

/** The signals from which the page replays any cell; `room` is how many may still go into the file. */
export function reportSignals(series: ScoredSeries, thresholds: readonly number[], room: number): ReportSignals {
  const levels = Float32Array.from(thresholds)
  const parts = series.ranges.map((range) => {
    const { rows, levels: reached, length } = findSignals(series, range, levels)
    return { last: range.to - 1, rows: rows.subarray(0, length), levels: reached.subarray(0, length) }
  })
  const count = parts.reduce((sum, part) => sum + part.rows.length, 0)
  if (count > room) return { included: false, ranges: [], minute: '', level: '', close: '' }
  const rows = parts.flatMap((part) => [...part.rows])
  return {
    included: true,
    ranges: parts.map(({ last, rows: { length } }) => ({
      signals: length,
      lastMinute: (series.time[last] ?? 0) / MINUTE,
      lastClose: series.close[last] ?? 0,
    })),
    minute: packValues(Int32Array.from(rows, (row) => (series.time[row] ?? 0) / MINUTE)),
    level: packValues(Int8Array.from(parts.flatMap((part) => [...part.levels]))),
    close: packValues(Float64Array.from(rows, (row) => series.close[row] ?? 0)),
  }
}

/** How many signals a packed set holds. */
export function signalCount(signals: ReportSignals): number {
  return signals.ranges.reduce((sum, range) => sum + range.signals, 0)
}
