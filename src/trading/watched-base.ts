import type { Scores } from '../bookkeeping/records.js'
import type { Decimal } from '../core/decimal.js'
import type { MarketRules, Quote } from '../exchange/exchange.js'

/** What the trading step knows of one base in one minute. */
export interface WatchedBase {
  readonly base: string
  readonly rules: MarketRules
  /** The last finished candle. */
  readonly candleTime: number
  readonly close: number
  /** Undefined where nothing could be scored; `unscored` says why. */
  readonly scores: Scores | undefined
  readonly unscored?: string
  /** What may be sold of it: what this book bought, net of fees, and never more than the exchange says is free. */
  readonly sellable: Decimal
  /** Average fill price of the position; undefined without one. */
  readonly averagePrice: Decimal | undefined
  /** Minutes in a row, up to the one before, that the position closed below its average fill price. */
  readonly lossMinutes: number
  /** Orders of this base that may still be filled: until they end nothing new is decided. */
  readonly openOrders: number
  /** Client ids that this minute has used up on either side. */
  readonly usedParts: { readonly buy: number; readonly sell: number }
  /** Why it may not be bought now; what is held may still be sold. */
  readonly buyBlockedReason?: string | undefined
  /** Best bid and ask; needed only where something is to be bought or sold. */
  readonly quote: Quote | undefined
}
