import { DEFAULT_FILLS, type FillModelName, type FillRules } from '../../../core/fill-rules.js'

/**
 * Consecutive minutes that market orders are filled in, row by row. Prices are float64, as candles are: what a model gives is for
 * research, on millions of rows. Orders and balances of the exchange are decimal.
 */
export interface FillMarket {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Traded volume in quote. */
  readonly quoteVolume: Float64Array
  /** 1 where the minute was missing: nothing could be traded then. */
  readonly filled: Uint8Array
  /** The whole spread between bid and ask as a share of the price, as known at the open; NaN where it is not known. */
  readonly spread: Float64Array
  /** Smallest step of the price. */
  readonly tick: Float64Array
}

/** A market order that is decided on at the close of a row, and filled no later than at that of `last`. */
export interface MarketOrder {
  readonly row: number
  readonly last: number
}

/** Where, and at what, a market order is filled. All in quote for one unit of base. */
export interface MarketFill {
  readonly row: number
  /** In the middle between bid and ask. */
  readonly price: number
  readonly halfSpread: number
  /** What the order moves the price by. */
  readonly slippage: number
}

/** The rule by which market orders are filled; one for what is assessed, replayed and traded on paper. */
export interface FillModel {
  readonly name: FillModelName
  fillAt(order: MarketOrder, market: FillMarket): MarketFill
}

/** What a buyer pays. */
export function buyPrice({ price, halfSpread, slippage }: MarketFill): number {
  return price + halfSpread + slippage
}

/** What a seller gets; never below 0. */
export function sellPrice({ price, halfSpread, slippage }: MarketFill): number {
  return Math.max(0, price - halfSpread - slippage)
}

/** Fills at the close of the minute that decided, without a spread. Nobody trades there: it is for comparing with others' results. */
export const CLOSE_FILLS: FillModel = {
  name: 'close',
  fillAt: ({ row }, { close }) => ({ row, price: close[row] ?? Number.NaN, halfSpread: 0, slippage: 0 }),
}

/**
 * Fills at the open of the next minute that has one, an outage being waited for, plus half the spread and slippage: impact · (high −
 * low) · √(stake ÷ volume) of that minute. Half a spread is at least half a tick. Where no such minute comes up to `last`, the fill is at the
 * close of `last`, with the spread and slippage of that minute.
 */
export function realisticFills({
  stake = DEFAULT_FILLS.stake,
  impact = DEFAULT_FILLS.impact,
}: Partial<Pick<FillRules, 'stake' | 'impact'>> = {}): FillModel {
  return {
    name: 'realistic',
    fillAt: ({ row, last }, market) => {
      let next = row + 1
      while (next <= last && market.filled[next] === 1) next++
      const at = Math.min(next, last)
      const price = (next <= last ? market.open[at] : market.close[at]) ?? Number.NaN
      const half = ((market.spread[at] ?? Number.NaN) * price) / 2
      const halfTick = (market.tick[at] ?? 0) / 2
      // A spread that is not known compares as smaller.
      const halfSpread = half > halfTick ? half : halfTick
      return { row: at, price, halfSpread, slippage: slippageIn(market, at, stake, impact) }
    },
  }
}

/** A minute whose price did not move is not moved by the order either; nothing is known of how far it would have been. */
function slippageIn({ high, low, quoteVolume }: FillMarket, row: number, stake: number, impact: number): number {
  const range = (high[row] ?? 0) - (low[row] ?? 0)
  return range > 0 ? impact * range * Math.sqrt(stake / (quoteVolume[row] ?? Number.NaN)) : 0
}
