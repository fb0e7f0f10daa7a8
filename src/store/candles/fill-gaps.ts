import type { CandleColumn, Candles } from '../../core/candles.js'
import type { Column } from '../../core/frame.js'

const PRICES: ReadonlySet<string> = new Set<CandleColumn>(['open', 'high', 'low', 'close'])

/** Returns the value of a candle column in a minute that no source has: the previous close, no volume, and the mark. */
function gapValue(column: string, previousClose: number): number {
  if (column === 'filled') return 1
  return PRICES.has(column) ? previousClose : 0
}

/** Fills the rows `from … to − 1` of one column. */
export function fillGap(name: string, values: Column, from: number, to: number, previousClose: number): void {
  values.fill(gapValue(name, previousClose), from, to)
}

/** Overwrites every row that is marked as filled. Row 0 must be a candle of a source. */
export function fillMarkedGaps(candles: Candles, columns: Iterable<readonly [string, Column]>): void {
  const runs = findMarkedRuns(candles.filled)
  for (const [name, values] of columns) {
    for (const [from, to] of runs) fillGap(name, values, from, to, candles.close[from - 1] ?? Number.NaN)
  }
}

/** Finds the half-open row ranges in which the mark is set. */
export function findMarkedRuns(marks: Uint8Array): [number, number][] {
  const runs: [number, number][] = []
  for (let row = marks.indexOf(1); row >= 0;) {
    const end = marks.indexOf(0, row)
    const to = end < 0 ? marks.length : end
    runs.push([row, to])
    row = marks.indexOf(1, to)
  }
  return runs
}
