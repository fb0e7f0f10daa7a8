import { sliceCandles } from '../core/candles.js'
import { probesOf, randomRows, rowsAroundMidnight, type CheckContext } from './check.js'
import { firstDifference, minuteOf } from './compare.js'
import type { Place } from './finding.js'
import { finalRows } from './subject.js'

/** Candles that computing rows alone may take in all: of a definition that looks back some hours every row is looked at. */
const MOST_CANDLES = 6_000_000
/** Rows that are looked at in any case. */
const LEAST_ROWS = 100
/** Of a long sample, where few are enough to see whether sums drift or counters run over. */
const FEW_ROWS = 60
/** As many are told; more say nothing new. */
const MOST_FOUND = 20

/** A row that is not the same alone as among others. */
export interface OddRow {
  /** Of the whole. */
  readonly row: number
  readonly place: Place
}

/**
 * The first rows that are not the same bits when they are computed from just the candles that they need: successive ones,
 * those around midnight, and random ones, or all where that is not too much work.
 */
export function oddRows(context: AloneContext): OddRow[] {
  const { subject, sample, whole } = context
  const found: OddRow[] = []
  for (const row of rowsToTry(context)) {
    const part = sliceCandles(sample.candles, row, subject.reach + 1 + subject.horizon)
    const place = firstDifference(whole, minuteOf(subject.compute(part), whole.grid.first + row))
    if (place) found.push({ row, place })
    if (found.length === MOST_FOUND) break
  }
  return found
}

type AloneContext = Omit<CheckContext, 'oddRows'>

function rowsToTry(context: AloneContext): number[] {
  const { subject, sample, rng, outside } = context
  const rows = finalRows(subject, sample.candles)
  if (sample.kind === 'long') return [...randomRows(rng, probesOf(context, FEW_ROWS), rows - 1), rows - 1]
  const affordable = Math.floor(MOST_CANDLES / (subject.reach + 1 + subject.horizon))
  // What goes outside has failed already, and may take long.
  const pure = outside.touchedAtLoad.length + outside.touched().length === 0
  const count = probesOf(context, pure ? Math.max(LEAST_ROWS, affordable) : LEAST_ROWS)
  if (count >= rows) return Array.from({ length: rows }, (_, row) => row)
  const random = randomRows(rng, Math.ceil(count * 0.6), rows)
  const successive = Array.from({ length: Math.ceil(count * 0.4) }, (_, i) => (random[0] ?? 0) + i)
  const around = rowsAroundMidnight(context, rows)
  return [...new Set([...random, ...successive, ...around])].filter((row) => row < rows).sort((a, b) => a - b)
}
