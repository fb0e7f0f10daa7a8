import type { Candles } from '../../../core/candles.js'
import { Decimal } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import { ASSET_PRECISION, formatNumber } from './decimal-format.js'

/** The limits of one market, by Binance's filters. */
export interface SymbolFilters {
  /** PRICE_FILTER */
  readonly tickSize: Decimal
  readonly minPrice: Decimal
  readonly maxPrice: Decimal
  /** LOT_SIZE */
  readonly stepSize: Decimal
  readonly minQuantity: Decimal
  readonly maxQuantity: Decimal
  /** NOTIONAL: price × quantity. */
  readonly minNotional: Decimal
  readonly maxNotional: Decimal
  /** ICEBERG_PARTS */
  readonly icebergParts: number
  /** MAX_NUM_ORDERS: open orders of one account in this market. */
  readonly maxOrders: number
  /** MAX_NUM_ALGO_ORDERS: of those, orders that wait for a stop price. */
  readonly maxAlgoOrders: number
  /** PERCENT_PRICE_BY_SIDE: a limit price over the average price of the last five minutes. */
  readonly bidMultiplierUp: Decimal
  readonly bidMultiplierDown: Decimal
  readonly askMultiplierUp: Decimal
  readonly askMultiplierDown: Decimal
}

const SAMPLED_ROWS = 2000
/**
 * Candles with more digits than any exchange quotes come from a formula; their tick size follows from the price alone.
 */
const QUOTED_DIGITS = 8

/**
 * Derives filters from the candles: the tick size is the finest digit that their prices use, the step size is worth
 * some tenths of a quote unit, and one tick times one step still fits into the digits that the exchange keeps.
 */
export function filtersFromCandles(candles: Candles): SymbolFilters {
  const price = firstPrice(candles)
  const magnitude = Math.floor(Math.log10(price))
  const used = usedDigits(candles)
  const tickDigits = clamp(used > QUOTED_DIGITS ? 4 - magnitude : used, 0, ASSET_PRECISION)
  const stepDigits = clamp(magnitude + 1, 0, ASSET_PRECISION - tickDigits)
  const tickSize = new Decimal(10).pow(-tickDigits)
  const stepSize = new Decimal(10).pow(-stepDigits)
  return {
    tickSize,
    minPrice: tickSize,
    maxPrice: new Decimal(10).pow(magnitude + 3),
    stepSize,
    minQuantity: stepSize,
    maxQuantity: new Decimal(10).pow(clamp(7 - magnitude, 1, 12)),
    minNotional: new Decimal(5),
    maxNotional: new Decimal(9_000_000),
    icebergParts: 10,
    maxOrders: 200,
    maxAlgoOrders: 5,
    bidMultiplierUp: new Decimal(5),
    bidMultiplierDown: new Decimal('0.2'),
    askMultiplierUp: new Decimal(5),
    askMultiplierDown: new Decimal('0.2'),
  }
}

/** Throws unless every product of a price and a quantity is exact in the digits that balances keep. */
export function validateFilters(symbol: string, filters: SymbolFilters): void {
  const digits = filters.tickSize.decimalPlaces() + filters.stepSize.decimalPlaces()
  if (digits > ASSET_PRECISION || !filters.tickSize.gt(0) || !filters.stepSize.gt(0)) {
    throw new UserError(
      `tick ${filters.tickSize.toFixed()} and step ${filters.stepSize.toFixed()} of ${symbol}: both must be above 0, with at most ${ASSET_PRECISION} digits after the point together`,
    )
  }
}

function firstPrice(candles: Candles): number {
  const price = candles.close[0]
  if (price === undefined || !(price > 0)) {
    throw new UserError('a simulated exchange needs at least one candle with a price above 0 for each market')
  }
  return price
}

function usedDigits(candles: Candles): number {
  let digits = 0
  for (let row = 0; row < Math.min(SAMPLED_ROWS, candles.grid.rows); row++) {
    digits = Math.max(digits, digitsOf(candles.close[row]), digitsOf(candles.high[row]))
  }
  return digits
}

function digitsOf(value = 0): number {
  const point = formatNumber(value).indexOf('.')
  return point < 0 ? 0 : formatNumber(value).length - point - 1
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
