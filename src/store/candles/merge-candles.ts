import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type Candles } from '../../core/candles.js'
import { fillMarkedGaps } from './fill-gaps.js'

export type ConflictRule = 'refuse' | 'stored' | 'new'

/** The result of merging two sources. */
export interface MergedCandles {
  /** The candles from the first to the last one of either source, not to be changed; undefined where both have none. */
  readonly candles: Candles | undefined
  /** The number of minutes that only the new source has. */
  readonly added: number
  /** The number of minutes that both sources have and whose stored values changed. */
  readonly changed: number
  readonly unchanged: number
  /** Ordinals at which both sources have a value and the values differ, whichever rule applies. */
  readonly conflicts: readonly number[]
}

type Outcome = 'added' | 'changed' | 'unchanged'

/**
 * Merges new candles into stored ones; filled minutes of either count as missing and are filled anew. A value that a
 * source does not know (NaN) conflicts with nothing and is taken from the other. Where values differ, `new` takes the
 * whole new candle, and `stored` and `refuse` keep the stored one; with `refuse` the caller must refuse the conflicts.
 */
export function mergeCandles(stored: Candles | undefined, fresh: Candles, rule: ConflictRule): MergedCandles {
  const counts: Record<Outcome, number> = { added: 0, changed: 0, unchanged: 0 }
  const conflicts: number[] = []
  const span = spanOf(stored ? [stored, fresh] : [fresh])
  if (!span) return { candles: undefined, ...counts, conflicts }
  if (!stored && !fresh.filled.includes(1)) return { candles: fresh, ...counts, added: fresh.grid.rows, conflicts }
  const merged = allocateCandles({ ...fresh.grid, first: span.first, rows: span.end - span.first })
  merged.filled.fill(1)
  copyReal(stored ?? fresh, merged)
  if (stored) layOverStored(fresh, merged, rule, counts, conflicts)
  else counts.added = merged.filled.reduce((count, mark) => count + 1 - mark, 0)
  fillMarkedGaps(merged, candlesToFrame(merged).columns)
  return { candles: merged, ...counts, conflicts }
}

function layOverStored(
  fresh: Candles,
  merged: Candles,
  rule: ConflictRule,
  counts: Record<Outcome, number>,
  conflicts: number[],
): void {
  const shift = fresh.grid.first - merged.grid.first
  for (let row = 0; row < fresh.grid.rows; row++) {
    if (fresh.filled[row] === 1) continue
    const differs = merged.filled[row + shift] === 0 && hasConflict(fresh, row, merged, row + shift)
    if (differs) conflicts.push(fresh.grid.first + row)
    counts[layOver(fresh, row, merged, row + shift, differs ? rule : undefined)]++
  }
}

/** Returns the ordinals from the first candle of any source to one behind the last. */
function spanOf(all: readonly Candles[]): { first: number; end: number } | undefined {
  let first = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const { grid, filled } of all) {
    if (!filled.includes(0)) continue
    first = Math.min(first, grid.first + filled.indexOf(0))
    end = Math.max(end, grid.first + filled.lastIndexOf(0) + 1)
  }
  return first < end ? { first, end } : undefined
}

function copyReal(from: Candles, to: Candles): void {
  const shift = from.grid.first - to.grid.first
  for (const name of CANDLE_COLUMNS) {
    const source = from[name]
    const target = to[name]
    for (let row = 0; row < source.length; row++) {
      if (from.filled[row] === 0) target[row + shift] = source[row] ?? Number.NaN
    }
  }
  for (let row = 0; row < from.grid.rows; row++) if (from.filled[row] === 0) to.filled[row + shift] = 0
}

/** Whether two candles differ in a value that both sources know, by more than the last digits of a double. */
export function hasConflict(fresh: Candles, row: number, stored: Candles, at: number): boolean {
  return CANDLE_COLUMNS.some((name) => {
    const a = fresh[name][row] ?? Number.NaN
    const b = stored[name][at] ?? Number.NaN
    return !isSameValue(a, b) && !Number.isNaN(a) && !Number.isNaN(b)
  })
}

/** Two files of one download may differ in the last digit of a double, as they wrote or read it. */
const TOLERANCE = 1e-12

/** Whether two values are equal but for the last digits that a double has. */
export function isSameValue(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))
}

/**
 * Writes one new candle into the merged ones; `rule` says which one wins and is undefined where there is no conflict.
 */
function layOver(fresh: Candles, row: number, merged: Candles, at: number, rule: ConflictRule | undefined): Outcome {
  const wasThere = merged.filled[at] === 0
  if (wasThere && rule && rule !== 'new') return 'unchanged'
  const whole = !wasThere || rule === 'new'
  let changed = false
  for (const name of CANDLE_COLUMNS) {
    const value = fresh[name][row] ?? Number.NaN
    const before = merged[name][at] ?? Number.NaN
    const take = whole || (Number.isNaN(before) && !Number.isNaN(value))
    if (!take || Object.is(before, value)) continue
    merged[name][at] = value
    changed = true
  }
  merged.filled[at] = 0
  if (!wasThere) return 'added'
  return changed ? 'changed' : 'unchanged'
}
