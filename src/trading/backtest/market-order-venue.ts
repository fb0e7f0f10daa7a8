import type { PlannedOrder } from '../../bookkeeping/records.js'
import type { Candles } from '../../core/candles.js'
import { Decimal, ZERO } from '../../core/decimal.js'
import { rowAt, timeAt } from '../../core/grid.js'
import type { TimeRange } from '../../core/time.js'
import type { Fill, MarketRules, OrderStatus, Side } from '../../exchange/exchange.js'
import { buyPrice, sellPrice, type FillMarket, type FillModel } from '../../exchange/simulated/engine/fill-model.js'
import { filtersFromCandles } from '../../exchange/simulated/engine/symbol-filters.js'
import type { BacktestVenue, VenueOrder } from './backtest-venue.js'

/** The minutes of a market in which orders are filled. */
export interface OrderMarket {
  readonly candles: Candles
  /** The rows of `candles`, with what a fill depends on. */
  readonly market: FillMarket
  /** The smallest amount; default: that of the simulated exchange for these prices. */
  readonly amountStep?: Decimal | undefined
}

export interface MarketOrderOptions {
  /** By unified symbol. */
  readonly markets: ReadonlyMap<string, OrderMarket>
  readonly model: FillModel
  readonly range: TimeRange
  readonly quote: string
  readonly startQuote: Decimal
  readonly takerFee: Decimal
}

/** What an order comes to, by the model: known when it is placed, and shown when its time has come. */
interface ModelFill {
  readonly price: Decimal
  readonly time: number
}

/**
 * Market orders that a fill model fills wholly, whatever the volume: the one by which assessments fill. The fee is taken in quote, on
 * both sides. There are no limits of the market but the smallest amount.
 */
export function openMarketOrderVenue(options: MarketOrderOptions): BacktestVenue {
  const { markets, quote, startQuote, takerFee } = options
  const free = new Map<string, Decimal>([[quote, startQuote]])
  const rules = new Map([...markets].map(([symbol, market]) => [symbol, rulesOf(symbol, market, takerFee)]))
  const waiting: WaitingOrder[] = []
  let now = options.range.from
  let ids = 0
  const freeOf = (currency: string): Decimal => free.get(currency) ?? ZERO
  const add = (currency: string, amount: Decimal): void => void free.set(currency, freeOf(currency).plus(amount))
  const ruleOf = (symbol: string): MarketRules => {
    const found = rules.get(symbol)
    if (!found) throw new RangeError(`no candles of ${symbol}`)
    return found
  }
  const advance = (time: number): void => {
    now = Math.max(now, time)
    for (const order of waiting.splice(0)) {
      if (order.time <= now) add(...order.fill())
      else waiting.push(order)
    }
  }
  return {
    advance,
    rules: ruleOf,
    quote: (symbol) => {
      const [bid, ask] = [findFill(options, symbol, 'sell', now), findFill(options, symbol, 'buy', now)]
      return bid && ask && { bid: bid.price, ask: ask.price, time: now }
    },
    free: freeOf,
    place: (order) => {
      const found = findFill(options, order.symbol, order.side, now)
      if (!found) return undefined
      const made = makeOrder(order, found, { id: String(++ids), rules: ruleOf(order.symbol) })
      const [currency, amount] = made.spent
      if (freeOf(currency).lt(amount)) return undefined
      add(currency, amount.neg())
      waiting.push(made)
      advance(now)
      return made.order
    },
    // Its fill was certain when it was placed.
    cancel: () => {},
  }
}

/** The fill of an order that is placed now, so decided on by the candle before; undefined where there are no candles. */
function findFill(
  { markets, model, range }: MarketOrderOptions,
  symbol: string,
  side: Side,
  now: number,
): ModelFill | undefined {
  const found = markets.get(symbol)
  if (!found) return undefined
  const { grid } = found.candles
  const last = Math.min(grid.rows, rowAt(grid, range.to - 1) + 1) - 1
  const row = rowAt(grid, now) - 1
  if (row < 0 || row > last) return undefined
  const fill = model.fillAt({ row, last }, found.market)
  const price = side === 'buy' ? buyPrice(fill) : sellPrice(fill)
  if (!(price > 0)) return undefined
  // At the close of the last minute where none with a price came.
  const time = timeAt(grid, found.market.filled[fill.row] === 1 ? fill.row + 1 : fill.row)
  return { price: new Decimal(price), time: Math.max(now, time) }
}

interface WaitingOrder {
  readonly order: VenueOrder
  readonly time: number
  /** What is taken when the order is placed. */
  readonly spent: readonly [currency: string, amount: Decimal]
  /** Fills the order, and returns what that brings. */
  readonly fill: () => [currency: string, amount: Decimal]
}

function makeOrder(
  { symbol, side, amount }: PlannedOrder,
  { price, time }: ModelFill,
  { id, rules }: { readonly id: string; readonly rules: MarketRules },
): WaitingOrder {
  const { base, quote, takerFee } = rules
  const cost = price.times(amount)
  const fee = cost.times(takerFee)
  const fills: Fill[] = []
  const progress: { filled: Decimal; cost: Decimal; status: OrderStatus } = { filled: ZERO, cost: ZERO, status: 'open' }
  return {
    time,
    order: Object.assign(progress, { exchangeId: id, fills }),
    spent: side === 'buy' ? [quote, cost.plus(fee)] : [base, amount],
    fill: () => {
      Object.assign(progress, { filled: amount, cost, status: 'filled' })
      const charged = { currency: quote, amount: fee }
      fills.push({ id, exchangeOrderId: id, symbol, side, price, amount, fee: charged, maker: false, time })
      return side === 'buy' ? [base, amount] : [quote, cost.minus(fee)]
    },
  }
}

function rulesOf(symbol: string, { candles, amountStep }: OrderMarket, takerFee: Decimal): MarketRules {
  const [base = '', quote = ''] = symbol.split('/')
  return {
    symbol,
    base,
    quote,
    active: true,
    priceStep: ZERO,
    amountStep: amountStep ?? filtersFromCandles(candles).stepSize,
    minPrice: undefined,
    maxPrice: undefined,
    minAmount: undefined,
    maxAmount: undefined,
    minCost: undefined,
    maxCost: undefined,
    maxIcebergParts: undefined,
    maxOpenOrders: undefined,
    makerFee: takerFee,
    takerFee,
  }
}
