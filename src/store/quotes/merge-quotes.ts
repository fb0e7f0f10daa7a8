import type { Grid } from '../../core/grid.js'
import { QUOTE_COLUMNS, allocateQuotes, hasQuote, type Quotes } from './quotes.js'
import { isSameValue, type ConflictRule } from '../candles/merge-candles.js'
import type { QuoteMergeReport } from './quote-store.js'

/** The result of merging two sources of quotes. */
export interface MergedQuotes extends QuoteMergeReport {
  /** From the first to the last quote of either source; undefined where both have none. */
  readonly quotes: Quotes | undefined
  /** The first minute in which both have a quote and these differ. */
  readonly firstConflict: number | undefined
}

/**
 * Lays new quotes over stored ones. Where they differ, `new` takes the whole new quote, `stored` and `refuse` keep the stored one. A size that one
 * of them does not know conflicts with nothing and is taken from the other.
 */
export function mergeQuotes(stored: Quotes | undefined, fresh: Quotes, rule: ConflictRule): MergedQuotes {
  const grid = spanOf(stored ? [stored, fresh] : [fresh])
  let [added, changed, unchanged, conflicting] = [0, 0, 0, 0]
  let firstConflict: number | undefined
  if (!grid) return { quotes: undefined, added, changed, unchanged, conflicting, firstConflict }
  const merged = allocateQuotes(grid)
  if (stored) for (let row = 0; row < stored.grid.rows; row++) takeQuote(stored, row, merged)
  for (let row = 0; row < fresh.grid.rows; row++) {
    if (!hasQuote(fresh, row)) continue
    const at = row + fresh.grid.first - grid.first
    if (!hasQuote(merged, at)) added++
    else if (differs(fresh, row, merged, at)) {
      conflicting++
      firstConflict ??= grid.calendar.timeAt(grid.first + at)
      if (rule !== 'new') {
        unchanged++
        continue
      }
      changed++
    } else if (addSizes(fresh, row, merged, at)) {
      changed++
      continue
    } else {
      unchanged++
      continue
    }
    takeQuote(fresh, row, merged)
  }
  return { quotes: merged, added, changed, unchanged, conflicting, firstConflict }
}

/** From the first to the last quote of any source. */
function spanOf(all: readonly Quotes[]): Grid | undefined {
  let [first, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const quotes of all) {
    for (let row = 0; row < quotes.grid.rows; row++) {
      if (!hasQuote(quotes, row)) continue
      first = Math.min(first, quotes.grid.first + row)
      end = Math.max(end, quotes.grid.first + row + 1)
    }
  }
  const [one] = all
  return one && first < end ? { calendar: one.grid.calendar, first, rows: end - first } : undefined
}

function takeQuote(from: Quotes, row: number, to: Quotes): void {
  const at = row + from.grid.first - to.grid.first
  if (hasQuote(from, row)) for (const name of QUOTE_COLUMNS) to[name][at] = from[name][row] ?? Number.NaN
}

function differs(fresh: Quotes, row: number, stored: Quotes, at: number): boolean {
  return QUOTE_COLUMNS.some((name) => {
    const [a = Number.NaN, b = Number.NaN] = [fresh[name][row], stored[name][at]]
    return !Number.isNaN(a) && !Number.isNaN(b) && !isSameValue(a, b)
  })
}

/** Adds the sizes that only the new quote knows, and returns whether there were any. */
function addSizes(fresh: Quotes, row: number, stored: Quotes, at: number): boolean {
  let isAdded = false
  for (const name of ['bidSize', 'askSize'] as const) {
    const value = fresh[name][row] ?? Number.NaN
    if (Number.isNaN(value) || !Number.isNaN(stored[name][at] ?? Number.NaN)) continue
    stored[name][at] = value
    isAdded = true
  }
  return isAdded
}
