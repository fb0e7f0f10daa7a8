import {
  CLOSE_FILLS,
  buyPrice,
  sellPrice,
  type FillMarket,
  type FillModel,
} from '../exchange/simulated/engine/fill-model.js'
import type { RowRange, ScoredSeries } from './scored-series.js'

/**
 * What an order that is decided on at the close of each row is filled at: columns as long as the series. At the last row of a range
 * stands what closes a position there.
 */
export interface RowFills {
  readonly model: FillModel['name']
  /** Row in whose minute the order is filled. */
  readonly row: Int32Array
  readonly buyPrice: Float64Array
  readonly sellPrice: Float64Array
  /** Half the spread, and slippage, as shares of the price between bid and ask; of a buy and of a sell alike. */
  readonly spreadShare: Float64Array
  readonly slippageShare: Float64Array
}

/** Fills of every row of the ranges; an order never waits beyond its range. */
export function fillRows(ranges: readonly RowRange[], market: FillMarket, model: FillModel): RowFills {
  const rows = market.close.length
  const column = (): Float64Array => new Float64Array(rows)
  const fills = { buyPrice: column(), sellPrice: column(), spreadShare: column(), slippageShare: column() }
  const filledIn = new Int32Array(rows)
  for (const { from, to } of ranges) {
    for (let row = from; row < to; row++) {
      const fill = model.fillAt({ row, last: to - 1 }, market)
      filledIn[row] = fill.row
      fills.buyPrice[row] = buyPrice(fill)
      fills.sellPrice[row] = sellPrice(fill)
      fills.spreadShare[row] = fill.halfSpread / fill.price
      fills.slippageShare[row] = fill.slippage / fill.price
    }
  }
  return { model: model.name, row: filledIn, ...fills }
}

/** Prices that the orders of a series are filled at; those of its closes where it has no fills of its own. */
export interface FillPrices {
  readonly buyPrice: Float64Array
  readonly sellPrice: Float64Array
}

export function fillPricesOf({ fills, close }: Pick<ScoredSeries, 'fills' | 'close'>): FillPrices {
  return fills ?? { buyPrice: close, sellPrice: close }
}

/** The row in whose minute an order is filled that was decided on in this one. */
export function fillRowOf({ fills }: Pick<ScoredSeries, 'fills'>, row: number): number {
  return fills?.row[row] ?? row
}

/** What a sale is filled at. */
export interface SaleFill {
  /** Row in whose minute it is filled. */
  readonly row: number
  readonly price: number
  /** As `RowFills` has them; 0 with fills at the close. */
  readonly spreadShare: number
  readonly slippageShare: number
}

/** The fill of an order that sells by the close of a row. */
export function rowFillOf(series: Pick<ScoredSeries, 'fills' | 'close'>, row: number): SaleFill {
  const { spreadShare, slippageShare } = series.fills ?? {}
  return {
    row: fillRowOf(series, row),
    price: fillPricesOf(series).sellPrice[row] ?? 0,
    spreadShare: spreadShare?.[row] ?? 0,
    slippageShare: slippageShare?.[row] ?? 0,
  }
}

/** The fill of an order that sells within the minute of a row once a price is reached: half the spread and slippage of that minute worse. */
export function candleFillOf({ fills }: Pick<ScoredSeries, 'fills'>, row: number, reached: number): SaleFill {
  // An order by the close of the row before is filled in this minute.
  const spreadShare = fills?.spreadShare[row - 1] ?? 0
  const slippageShare = fills?.slippageShare[row - 1] ?? 0
  return { row, price: Math.max(0, reached * (1 - spreadShare - slippageShare)), spreadShare, slippageShare }
}

/** The model that a series is filled by. */
export function fillModelOf({ fills }: Pick<ScoredSeries, 'fills'>): FillModel['name'] {
  return fills?.model ?? CLOSE_FILLS.name
}
