import type { Assessment, CellResult } from '../../assessment/assessment.js'
import type { AssessmentSource } from '../../assessment/report/report-data.js'
import type { LabelEvents } from '../../assessment/label-events.js'

/** The document that `assess --json` prints: the matrix at the top level, then the chosen cell and the bases. */
export function assessmentJson(assessment: Assessment, source: AssessmentSource): object {
  const { bases, ...matrix } = assessment.matrix
  return {
    ...matrix,
    source,
    cell: { ...assessment.cell, ...resultJson(assessment.overall) },
    bases: bases.map((cells, index) => {
      const found = assessment.bases[index]
      return found ? { ...cells, ...spanJson(found.series.time), cell: resultJson(found) } : cells
    }),
  }
}

function resultJson(result: CellResult): object {
  const { trades, gain, wins, maxDrawdown, buyAndHold, randomEntries, events, rows } = result
  return { gain, count: trades.length, wins, maxDrawdown, buyAndHold, randomEntries, rows, events: eventsJson(events) }
}

function eventsJson(events: LabelEvents): object {
  const [hold, buy, sell] = events
  return { hold, buy, sell }
}

function spanJson(time: Float64Array): object {
  return { from: new Date(time[0] ?? 0).toISOString(), to: new Date(time.at(-1) ?? 0).toISOString() }
}
