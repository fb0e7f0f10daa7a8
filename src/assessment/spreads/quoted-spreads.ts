import type { Grid } from '../../core/grid.js'
import { hasQuote, type Quotes } from '../../store/quotes/quotes.js'

/** Minutes after which a quote is too old to say anything of a spread. */
export const MAX_QUOTE_AGE = 5

/**
 * The spread of each row of `grid` as a share of the middle between bid and ask, as known at the row's open: by the last quote of the minutes
 * before it, of `MAX_QUOTE_AGE` at most. NaN where there is none.
 */
export function quotedSpreads(quotes: Quotes | undefined, grid: Grid): Float64Array {
  const spreads = new Float64Array(grid.rows).fill(Number.NaN)
  if (!quotes) return spreads
  const shift = grid.first - quotes.grid.first
  for (let row = 0; row < grid.rows; row++) {
    const at = row + shift - 1
    for (let age = 0; age < MAX_QUOTE_AGE; age++) {
      if (at - age < 0 || at - age >= quotes.grid.rows || !hasQuote(quotes, at - age)) continue
      const [bid = Number.NaN, ask = Number.NaN] = [quotes.bid[at - age], quotes.ask[at - age]]
      spreads[row] = (2 * (ask - bid)) / (ask + bid)
      break
    }
  }
  return spreads
}
