import type { WorkspaceConfig } from '../../config/schema.js'
import { ZERO, type Decimal } from '../../core/decimal.js'
import { MINUTE, isoMinute } from '../../core/time.js'
import type { BacktestOptions, BacktestOutcome } from '../../trading/backtest/backtest-options.js'
import { collectRoundTrips } from '../../trading/backtest/collect-trades.js'
import { buyAndHoldGain } from '../../trading/trade-summary.js'
import { findInSampleSets } from '../trade/replay-range.js'
import type { BacktestMarket } from './load-market.js'
import type { BacktestSettings } from './request.js'
import type { BacktestResult } from './result.js'
import type { SignalSource } from './signal-source.js'

export interface ResultInputs {
  readonly settings: BacktestSettings
  readonly source: SignalSource
  readonly market: BacktestMarket
  readonly options: BacktestOptions
  readonly outcome: BacktestOutcome
  readonly book: BacktestResult['book']
  readonly fees: WorkspaceConfig['fees']
}

/** Most points of a curve. */
const MAX_POINTS = 10_000

export function buildBacktestResult(inputs: ResultInputs): BacktestResult {
  const { settings, source, market, options, outcome, book, fees } = inputs
  const { range } = market
  const { endQuote, equity } = outcome
  const trades = tradesOf(inputs)
  return {
    ...range,
    minutes: equity.length,
    strategy: settings.strategy,
    orderType: settings.orders,
    scores: source.name,
    thresholds: source.name === undefined ? undefined : source.thresholds,
    bases: options.bases.map(({ name }) => name),
    ...listingsOf(market),
    survivorsOnly: market.survivorsOnly,
    quote: options.quote,
    startQuote: options.startQuote.toFixed(),
    endQuote: endQuote.toFixed(),
    equity: endQuote.toNumber(),
    gain: options.startQuote.isZero() ? 0 : endQuote.div(options.startQuote).minus(1).toNumber(),
    buyAndHold: buyAndHoldGain(firstCloses(inputs), outcome.closes, fees.taker),
    maxDrawdown: drawdownOf([...equity, endQuote.toNumber()]),
    ...orderCounts(outcome),
    trades,
    hitRate: trades.length === 0 ? undefined : trades.filter(({ gain }) => gain > 0).length / trades.length,
    fees: feesOf(outcome),
    positions: positionsOf(inputs),
    equityCurve: curveOf(outcome, range.to),
    seen: findInSampleSets(range, source.sets),
    book,
  }
}

function tradesOf({ options, outcome }: ResultInputs): BacktestResult['trades'] {
  const fills = [...outcome.records.fills].sort((a, b) => a.time - b.time)
  const nameOf = new Map(options.bases.map(({ symbol, name }) => [symbol, name]))
  const trips = collectRoundTrips(fills, (symbol) => options.venue.rules(symbol).amountStep)
  return trips.map(({ symbol, buyPrice, sellPrice, amount, profit, ...rest }) => ({
    base: nameOf.get(symbol) ?? symbol,
    ...rest,
    buyPrice: buyPrice.toSignificantDigits(12).toFixed(),
    sellPrice: sellPrice.toSignificantDigits(12).toFixed(),
    amount: amount.toFixed(),
    profit: profit.toFixed(),
  }))
}

function listingsOf({ bases, range }: BacktestMarket): Pick<BacktestResult, 'listed' | 'delisted'> {
  const late = bases.filter(({ stored }) => stored.from > range.from)
  const ended = bases.filter(({ stored }) => stored.to < range.to)
  return {
    listed: Object.fromEntries(late.map(({ name, stored }) => [name, stored.from])),
    delisted: Object.fromEntries(ended.map(({ name, stored }) => [name, stored.to])),
  }
}

/** The close of each base before the first minute that it has a candle in. */
function firstCloses({ market, outcome }: ResultInputs): ReadonlyMap<string, number> {
  return new Map(
    market.bases.map(({ name, candles: { grid, close } }) => {
      const row = grid.calendar.ordinalAt(outcome.firstMinute) - grid.first - 1
      return [name, close[Math.max(0, row)] ?? Number.NaN] as const
    }),
  )
}

function drawdownOf(values: readonly number[]): number {
  let peak = -Infinity
  let deepest = 0
  for (const value of values) {
    peak = Math.max(peak, value)
    if (peak > 0) deepest = Math.max(deepest, 1 - value / peak)
  }
  return deepest
}

function orderCounts({
  records,
}: BacktestOutcome): Pick<BacktestResult, 'orders' | 'fills' | 'cancelled' | 'rejected'> {
  const states = [...records.orders.values()].map(({ state }) => state)
  const count = (wanted: string): number => states.filter((state) => state === wanted).length
  return {
    orders: states.length,
    fills: records.fills.length,
    cancelled: count('cancelled'),
    rejected: count('rejected'),
  }
}

function feesOf({ records }: BacktestOutcome): Record<string, string> {
  const sums = new Map<string, Decimal>()
  for (const { fee } of records.fills) sums.set(fee.currency, (sums.get(fee.currency) ?? ZERO).plus(fee.amount))
  return Object.fromEntries([...sums].map(([currency, amount]) => [currency, amount.toFixed()]))
}

function positionsOf({ market, outcome }: ResultInputs): BacktestResult['positions'] {
  return market.bases.flatMap(({ name, symbol, stored }) => {
    const amount = outcome.positions.get(symbol) ?? ZERO
    if (!amount.gt(0)) return []
    const value = amount.times(outcome.closes.get(name) ?? 0).toFixed()
    const position = { base: name, amount: amount.toFixed(), value }
    return stored.to < market.range.to
      ? [{ ...position, unsellable: `its candles end at ${isoMinute(stored.to)}` }]
      : [position]
  })
}

function curveOf({ equity, firstMinute, endQuote }: BacktestOutcome, end: number): BacktestResult['equityCurve'] {
  const step = Math.max(1, Math.ceil(equity.length / MAX_POINTS))
  const points = Array.from({ length: Math.ceil(equity.length / step) }, (_, index) => ({
    time: firstMinute + index * step * MINUTE,
    value: equity[index * step] ?? 0,
  }))
  return [...points, { time: end, value: endQuote.toNumber() }]
}
