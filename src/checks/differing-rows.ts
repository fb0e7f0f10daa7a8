import { sliceCandles } from '../core/candles.js'
import { probeCount, randomRows, rowsAroundMidnight, type CheckContext } from './check.js'
import { findFirstDifference, rowAtMinute } from './compare.js'
import type { Place } from './finding.js'
import { countFinalRows } from './subject.js'

/** Candles that computing rows alone may take in all: of a definition that looks back some hours every row is looked at. */
const MAX_CANDLES = 6_000_000
/** Rows that are looked at in any case. */
const MIN_ROWS = 100
/** Rows of a long sample, where few are enough to see whether sums drift or counters run over. */
const FEW_ROWS = 60
/** Rows that are reported; more say nothing new. */
const MAX_FOUND = 20

/** A row that is not the same alone as among others. */
export interface DifferingRow {
  /** Row of the whole frame. */
  readonly row: number
  readonly place: Place
}

/**
 * The first rows that are not the same bits when they are computed from just the candles that they need: successive ones,
 * those around midnight, and random ones, or all where that is not too much work.
 */
export function findDifferingRows(context: AloneContext): DifferingRow[] {
  const { subject, sample, whole } = context
  const found: DifferingRow[] = []
  for (const row of rowsToTry(context)) {
    const part = sliceCandles(sample.candles, row, subject.reach + 1 + subject.horizon)
    const place = findFirstDifference(whole, rowAtMinute(subject.compute(part), whole.grid.first + row))
    if (place) found.push({ row, place })
    if (found.length === MAX_FOUND) break
  }
  return found
}

type AloneContext = Omit<CheckContext, 'differingRows'>

function rowsToTry(context: AloneContext): number[] {
  const { subject, sample, rng, environment } = context
  const rows = countFinalRows(subject, sample.candles)
  if (sample.kind === 'long') return [...randomRows(rng, probeCount(context, FEW_ROWS), rows - 1), rows - 1]
  const affordable = Math.floor(MAX_CANDLES / (subject.reach + 1 + subject.horizon))
  // A definition that uses its environment has failed already, and may take long.
  const pure = environment.touchedAtLoad.length + environment.touched().length === 0
  const count = probeCount(context, pure ? Math.max(MIN_ROWS, affordable) : MIN_ROWS)
  if (count >= rows) return Array.from({ length: rows }, (_, row) => row)
  const random = randomRows(rng, Math.ceil(count * 0.6), rows)
  const successive = Array.from({ length: Math.ceil(count * 0.4) }, (_, i) => (random[0] ?? 0) + i)
  const around = rowsAroundMidnight(context, rows)
  return [...new Set([...random, ...successive, ...around])].filter((row) => row < rows).sort((a, b) => a - b)
}
