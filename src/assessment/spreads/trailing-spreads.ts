import { HOUR, MINUTE } from '../../core/time.js'
import { edgeSpread, logPrices, type PriceColumns } from './edge-spread.js'

export interface TrailingSpreadOptions {
  /** Minutes of the window that an estimate looks back on; default a day. */
  readonly window?: number
  /** Minutes between two estimates, counted from the begin of the epoch; default an hour. */
  readonly step?: number
}

/** Minutes that an estimate looks back on unless told otherwise. */
export const SPREAD_WINDOW = 1440
const STEP = HOUR / MINUTE
/** Minutes before a row that its spread is estimated from, wherever in the hour it lies. */
export const SPREAD_REACH = SPREAD_WINDOW + STEP

/**
 * The spread of each row as a share of the price, by `edgeSpread` over the window that ends before the last full hour: nothing of the
 * row's own hour is in it. A negative estimate is 0. NaN where the candles do not reach back that far, or there is nothing to estimate
 * from. `first` is the epoch minute of the first row; rows are consecutive minutes. A row's value has the same bits wherever the candles
 * begin, as long as they hold its window.
 */
export function trailingSpreads(
  prices: PriceColumns,
  first: number,
  { window = SPREAD_WINDOW, step = STEP }: TrailingSpreadOptions = {},
): Float64Array {
  const rows = prices.close.length
  const logs = logPrices(prices)
  const spreads = new Float64Array(rows).fill(Number.NaN)
  for (let border = Math.ceil(first / step) * step; border - first < rows; border += step) {
    const row = border - first
    if (row < window) continue
    const estimate = edgeSpread(logs, row - window, row)
    spreads.fill(Number.isNaN(estimate) ? estimate : Math.max(0, estimate), row, Math.min(rows, row + step))
  }
  return spreads
}
