import type { Scores } from '../../bookkeeping/records.js'
import { Decimal, ZERO, floorTo } from '../../core/decimal.js'
import type { HoldingState } from '../../core/exit-rules.js'
import { MINUTE } from '../../core/time.js'
import type { MarketRules } from '../../exchange/exchange.js'
import type { WatchedBase } from '../decide.js'
import { signalFromScores, type Thresholds } from '../signal.js'
import type { BacktestBase, BacktestOptions } from './backtest-options.js'
import type { VenueOrder } from './backtest-venue.js'
import { findDecidableRows, type DecidableRows } from './decidable-rows.js'
import { openMemoryBook, type MemoryBook } from './memory-book.js'

/** One base in a running backtest. */
export interface BaseRun extends DecidableRows {
  readonly base: BacktestBase
  readonly rules: MarketRules
  /** 1 in rows with a buy signal; undefined where there is none in any. */
  readonly isBuy: Uint8Array | undefined
  lossMinutes: number
  /** The position as the exit rules see it. */
  held: HoldingState | undefined
  /** The amount in the book, as far as a curve shows it. */
  amount: number
  /** Whether so much is there that a minute may sell it. */
  isHolding: boolean
  /** What the trading step knows of the base while nothing happens, but for candle, scores and count of losses. */
  quietView: WatchedBase | undefined
}

/** A running backtest. */
export interface BacktestState {
  readonly options: BacktestOptions
  readonly book: MemoryBook
  readonly bases: readonly BaseRun[]
  /** What the venue has of the orders, by client order id. */
  readonly venueOrders: Map<string, VenueOrder>
  /** Bases whose sale must be placed again. */
  readonly unfinishedSales: Set<string>
  /** Numbers of orders by minute, base and side. */
  readonly usedParts: Map<string, number>
  now: number
  /** The quote in the book, as far as a curve shows it. */
  cash: number
}

export function openBacktest(options: BacktestOptions, firstMinute: number): BacktestState {
  const { startQuote } = options
  const bases = options.bases.map((base) => openBase(base, options, firstMinute))
  return {
    options,
    book: openMemoryBook(options),
    bases,
    venueOrders: new Map(),
    unfinishedSales: new Set(),
    usedParts: new Map(),
    now: firstMinute,
    cash: startQuote.toNumber(),
  }
}

function openBase(base: BacktestBase, { venue, rules, history }: BacktestOptions, firstMinute: number): BaseRun {
  const needed = history + 1
  return {
    base,
    ...findDecidableRows(base.candles, rowBefore(base, firstMinute) + 1 - needed, needed),
    rules: venue.rules(base.symbol),
    isBuy: findBuySignals(base, rules.thresholds),
    lossMinutes: 0,
    held: undefined,
    amount: 0,
    isHolding: false,
    quietView: undefined,
  }
}

function findBuySignals({ scores }: BacktestBase, thresholds: Thresholds): Uint8Array | undefined {
  if (!scores) return undefined
  const isBuy = new Uint8Array(scores.buy.length)
  for (let row = 0; row < isBuy.length; row++) {
    const found = scoresAt(scores, row)
    if (found && signalFromScores(found, thresholds) === 'buy') isBuy[row] = 1
  }
  return isBuy
}

function scoresAt({ hold, buy, sell }: NonNullable<BacktestBase['scores']>, row: number): Scores | undefined {
  const scores = { hold: hold[row] ?? Number.NaN, buy: buy[row] ?? Number.NaN, sell: sell[row] ?? Number.NaN }
  return Number.isNaN(scores.hold) || Number.isNaN(scores.buy) || Number.isNaN(scores.sell) ? undefined : scores
}

/** Row of the last candle that has finished when a minute begins; it may lie outside the candles. */
export function rowBefore({ candles: { grid } }: Pick<BacktestBase, 'candles'>, minute: number): number {
  return grid.calendar.ordinalAt(minute) - grid.first - 1
}

/** The last close of a base that is known in a minute; NaN before the first. */
export function closeIn({ base, close }: BaseRun, minute: number): number {
  return close[Math.min(rowBefore(base, minute), close.length - 1)] ?? Number.NaN
}

/** What may be sold of a base. */
export function sellableAmount({ options, book }: BacktestState, { base, rules }: BaseRun): Decimal {
  const free = options.venue.free(rules.base)
  if (options.adoptHoldings === true) return Decimal.max(ZERO, free.minus(base.blocked ?? 0))
  return Decimal.min(book.position(base.symbol)?.amount ?? ZERO, free)
}

/** Prices of the last candle; after the end of the candles their last close. */
function pricesAt({ base, close }: BaseRun, row: number): Pick<WatchedBase, 'close' | 'high' | 'low'> {
  const last = close[Math.min(row, close.length - 1)] ?? Number.NaN
  return { close: last, high: base.candles.high[row] ?? last, low: base.candles.low[row] ?? last }
}

/** What the trading step knows of a base in a minute, but for the price to trade at. */
export function viewBase(state: BacktestState, run: BaseRun, minute: number): WatchedBase {
  const { base, rules, lossMinutes, held } = run
  const { name, symbol, scores, candles } = base
  const row = rowBefore(base, minute)
  const position = state.book.position(symbol)
  const { usedParts } = state
  const parts = (side: 'buy' | 'sell'): number =>
    usedParts.size === 0 ? 0 : (usedParts.get(`${minute}/${name}/${side}`) ?? 0)
  return {
    base: name,
    rules,
    candleTime: candles.grid.calendar.timeAt(candles.grid.first + row),
    ...pricesAt(run, row),
    scores: scores && scoresAt(scores, row),
    sellable: sellableAmount(state, run),
    averagePrice: position?.amount.gt(0) ? position.averagePrice : undefined,
    lossMinutes,
    held,
    openOrders: countOpenOrders(state, name),
    usedParts: { buy: parts('buy'), sell: parts('sell') },
    quote: undefined,
  }
}

/** The orders of a base that may still be filled. */
export function countOpenOrders({ book }: BacktestState, name: string): number {
  return book.hasLiveOrders() ? book.liveOrders().filter(({ base }) => base === name).length : 0
}

/** As `viewBase` for a base without an open order since the last refresh. */
export function viewQuietBase(state: BacktestState, run: BaseRun, minute: number): WatchedBase {
  const { base, lossMinutes, held } = run
  const { grid } = base.candles
  const row = rowBefore(base, minute)
  run.quietView ??= viewBase(state, run, minute)
  return {
    ...run.quietView,
    candleTime: grid.calendar.timeAt(grid.first + row),
    ...pricesAt(run, row),
    scores: base.scores && scoresAt(base.scores, row),
    lossMinutes,
    held,
    usedParts: NO_PARTS,
  }
}

const NO_PARTS = { buy: 0, sell: 0 }

/** Takes over what changed in the book, for the minutes in which nothing happens. */
export function refreshHoldings(state: BacktestState): void {
  state.cash = state.book.cash().toNumber()
  for (const run of state.bases) {
    const amount = state.book.position(run.base.symbol)?.amount ?? ZERO
    run.quietView = undefined
    run.amount = amount.toNumber()
    run.isHolding = floorTo(Decimal.max(amount, sellableAmount(state, run)), run.rules.amountStep).gt(0)
  }
}

/** The value of the account in quote in a minute. */
export function equityIn({ cash, bases }: BacktestState, minute: number): number {
  let equity = cash
  for (const run of bases) if (run.amount !== 0) equity += run.amount * closeIn(run, minute)
  return equity
}

export function floorMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE
}
