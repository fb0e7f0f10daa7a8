import { fillPricesOf, fillModelOf, type RowFills } from '../row-fills.js'
import type { ScoredSeries } from '../scored-series.js'

/** How fills are to differ from those of a series. */
export interface FillChange {
  /** Factor of the spread that the fills have; default 1. */
  readonly spreadFactor?: number
  /** Spread on top of it, a share of the price; default 0. */
  readonly addedSpread?: number
  /** Factor of the slippage; default 1. */
  readonly slippageFactor?: number
  /** Rows by which each fill comes later, though not later than the end of its range; default 0. */
  readonly delay?: number
}

/** The same scores with other fills: the price between bid and ask stays, what is lost beside it is changed. */
export function changeFills(series: ScoredSeries, change: FillChange): ScoredSeries {
  const { spreadFactor = 1, addedSpread = 0, slippageFactor = 1, delay = 0 } = change
  const rows = series.time.length
  const { buyPrice } = fillPricesOf(series)
  const { fills } = series
  const changed = emptyFills(rows, fillModelOf(series))
  for (const { from, to } of series.ranges) {
    for (let row = from; row < to; row++) {
      const source = Math.min(row + delay, to - 1)
      const [spread, slippage] = [fills?.spreadShare[source] ?? 0, fills?.slippageShare[source] ?? 0]
      const price = (buyPrice[source] ?? 0) / (1 + spread + slippage)
      const spreadShare = spread * spreadFactor + addedSpread / 2
      const slippageShare = slippage * slippageFactor
      changed.row[row] = fills?.row[source] ?? source
      changed.spreadShare[row] = spreadShare
      changed.slippageShare[row] = slippageShare
      changed.buyPrice[row] = price * (1 + spreadShare + slippageShare)
      changed.sellPrice[row] = price * Math.max(0, 1 - spreadShare - slippageShare)
    }
  }
  return { ...series, fills: changed }
}

function emptyFills(rows: number, model: RowFills['model']): RowFills {
  const column = (): Float64Array => new Float64Array(rows)
  return {
    model,
    row: new Int32Array(rows),
    buyPrice: column(),
    sellPrice: column(),
    spreadShare: column(),
    slippageShare: column(),
  }
}
