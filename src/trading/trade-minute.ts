import type { BookOrder } from '../bookkeeping/records.js'
import type { Candles } from '../core/candles.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import { messageOf } from '../core/errors.js'
import { timeAt } from '../core/grid.js'
import { MINUTE } from '../core/time.js'
import { ExchangeRefusedError } from '../exchange/exchange-errors.js'
import type { Exchange, Quote } from '../exchange/exchange.js'
import { decide, type Decision, type WatchedBase, isAboveDust } from './decide.js'
import type { OrderPlan } from './plan-orders.js'
import { computeResale, computeStep, selectPostponedSales } from './step.js'
import type { MinuteReport } from './trade-options.js'
import type { BaseState } from './tradable-bases.js'
import { sellableAmountOf, type TradingSession } from './trading-session.js'

/** How often the exchange's markets are fetched again; adapters keep them for up to an hour. */
const MARKETS_EVERY = 10 * MINUTE

/**
 * Trades one minute: reconciles open orders, fetches and scores candles, decides, and sends orders. Throws
 * ExchangeUnavailableError before any order is sent where the exchange cannot be reached.
 */
export async function tradeMinute(session: TradingSession, minute: number): Promise<MinuteReport> {
  const { options, rules } = session
  if (minute % MARKETS_EVERY === 0) await session.refreshMarkets()
  await reconcileOpenOrders(session)
  const scored = await scoreBases(session, minute)
  const views = async (withQuotes: ReadonlySet<string>): Promise<WatchedBase[]> =>
    Promise.all(scored.map((one) => viewOf(session, one, minute, withQuotes)))
  const first = await views(new Set())
  const basesToTrade = first.filter((view) => decide(view, minute, rules).act !== 'none').map((view) => view.base)
  if (basesToTrade.length > 0) await session.refreshBalances()
  const bases = basesToTrade.length > 0 ? await views(new Set(basesToTrade)) : first
  const liveOrders = session.orderManager.liveOrders()
  const result = computeStep({ runId: options.run.id, minute, bases, freeQuote: freeQuote(session), liveOrders, rules })
  options.book.recordDecisions(result.decisions.map((decision) => ({ runId: options.run.id, ...decision })))
  for (const decision of result.decisions) storeExitState(session, decision)
  await executePlan(session, result)
  return { minute, ...session.equity(), decisions: result.decisions }
}

/** Cancels the orders that have been open for too long; the remainder of a sale is placed again at the new bid. */
export async function replaceExpiredOrders(session: TradingSession): Promise<void> {
  const cancelled = await session.orderManager.cancelExpired()
  for (const order of cancelled) {
    recordCancelled(session, order)
    if (order.side === 'sell') session.unfinishedSales.add(order.base)
  }
  await session.refreshBalances()
  await repeatUnfinishedSales(session)
}

/**
 * Places unfinished sales again. A base leaves the set once its order is sent, so that a failure in between is made up
 * for.
 */
async function repeatUnfinishedSales(session: TradingSession): Promise<void> {
  const { options, rules, unfinishedSales } = session
  const minute = Math.floor(options.clock.now() / MINUTE) * MINUTE
  for (const state of session.bases.filter(({ traded }) => unfinishedSales.has(traded.name))) {
    const { close = Number.NaN } = state
    const scored = { state, candleTime: minute - MINUTE, close, scores: 'a sale to be finished' }
    const view = await viewOf(session, scored, minute, unfinishedSales)
    const resale = computeResale(view, { runId: options.run.id, minute, rules })
    if (!resale) continue
    await executePlan(session, resale)
    if (!resale.isUnfinished) unfinishedSales.delete(state.traded.name)
  }
}

async function executePlan(session: TradingSession, plan: OrderPlan): Promise<void> {
  const { options, orderManager, refreshBalances, unfinishedSales } = session
  const { book, run, clock, signal } = options
  for (const base of selectPostponedSales(plan)) unfinishedSales.add(base)
  for (const { base, side, reason } of plan.refused) {
    book.recordAction({ runId: run.id, time: clock.now(), kind: 'refuse', base, detail: `${side}: ${reason}` })
  }
  if (plan.orders.length === 0) return
  await orderManager.send(plan.orders, signal)
  await refreshBalances()
}

async function reconcileOpenOrders(session: TradingSession): Promise<void> {
  const { book, run } = session.options
  if (book.unsettledOrders(run.account).length > 0) await session.orderManager.reconcile()
  await session.refreshBalances()
  await session.balanceCheck.update()
  await repeatUnfinishedSales(session)
}

interface ScoredBase {
  readonly state: BaseState
  readonly candleTime: number
  readonly close: number
  readonly high?: number
  readonly low?: number
  readonly scores: Awaited<ReturnType<TradingSession['options']['score']>>
}

/**
 * Fetches the candles of all bases at once, because features may need those of others, then scores the watched bases
 * one after the other. A base that cannot be scored now is left out.
 */
async function scoreBases(session: TradingSession, minute: number): Promise<readonly ScoredBase[]> {
  const { options, bases } = session
  const { book, run, clock } = options
  const updated = await Promise.all(
    bases.map(async (state) => ({ state, candles: await updateLastClose(state, clock.now()) })),
  )
  session.recordRefused()
  const fetched = updated.filter(({ state }) => state.unavailable === undefined)
  const others = new Map(
    fetched.flatMap(({ state, candles }) => (candles ? [[state.traded.name, candles] as const] : [])),
  )
  const watched = await selectWatchedBases(session, minute)
  const scored: ScoredBase[] = []
  for (const { state, candles } of fetched.filter((one) => watched.has(one.state))) {
    if (candles) scored.push(await scoreBase(options, state, { ...candles, others }))
    else {
      const detail = 'the last candle has not arrived, or fewer candles are there than the scores need'
      book.recordAction({ runId: run.id, time: clock.now(), kind: 'skip', base: state.traded.name, detail })
    }
  }
  return scored
}

async function scoreBase(
  { score }: TradingSession['options'],
  state: BaseState,
  candles: Candles,
): Promise<ScoredBase> {
  const { grid } = candles
  const close = candles.close.at(-1) ?? Number.NaN
  const { high, low } = candles
  const prices = { close, high: high.at(-1) ?? close, low: low.at(-1) ?? close }
  return { state, candleTime: timeAt(grid, grid.rows - 1), ...prices, scores: await score(state.traded.name, candles) }
}

/**
 * Brings the candles up to date. Returns undefined where there are none to score; the last known close stays then. A base
 * whose candles the exchange refuses is not available any more.
 */
export async function updateLastClose(state: BaseState, now: number): Promise<Candles | undefined> {
  const candles = await state.feed.update(now).catch((error: unknown) => {
    if (!(error instanceof ExchangeRefusedError)) throw error
    state.unavailable = messageOf(error)
    return undefined
  })
  state.close = candles?.close.at(-1) ?? state.close
  return candles
}

async function viewOf(
  session: TradingSession,
  { state, candleTime, close, high = close, low = close, scores }: ScoredBase,
  minute: number,
  withQuotes: ReadonlySet<string>,
): Promise<WatchedBase> {
  const { options, orderManager } = session
  const { name, symbol } = state.traded
  const position = options.book.positions(options.run.account).get(symbol)
  const view = {
    base: name,
    rules: state.rules,
    candleTime,
    close,
    high,
    low,
    sellable: sellableAmountOf(session, state),
    averagePrice: position?.amount.gt(0) ? position.averagePrice : undefined,
    lossMinutes: state.lossMinutes,
    held: state.held,
    openOrders: orderManager.openOrders(name).length,
    usedParts: { buy: orderManager.usedParts(minute, name, 'buy'), sell: orderManager.usedParts(minute, name, 'sell') },
    buyBlockedReason: withQuotes.has(name) ? await buyBlockedReason(session, name, minute) : undefined,
    quote: withQuotes.has(name) ? await fetchQuote(options.exchange, symbol) : undefined,
  }
  return typeof scores === 'string' ? { ...view, scores: undefined, unscored: scores } : { ...view, scores }
}

async function buyBlockedReason(
  { options, balanceCheck }: TradingSession,
  name: string,
  minute: number,
): Promise<string | undefined> {
  return balanceCheck.blockedReason() ?? options.buyBlockedReason?.(name, minute)
}

/** An exchange that refuses to tell the prices of one market, because there are none, still tells those of the others. */
async function fetchQuote(exchange: Exchange, symbol: string): Promise<Quote | undefined> {
  try {
    return await exchange.fetchQuote(symbol)
  } catch (error) {
    if (!(error instanceof ExchangeRefusedError)) throw error
    return undefined
  }
}

function freeQuote({ options, balances }: TradingSession): Decimal {
  return balances().get(options.quote)?.free ?? ZERO
}

function storeExitState({ bases }: TradingSession, { base, lossMinutes, held }: Decision): void {
  const state = bases.find(({ traded }) => traded.name === base)
  if (state) Object.assign(state, { lossMinutes, held })
}

function recordCancelled({ options }: TradingSession, order: BookOrder): void {
  const { book, run, clock } = options
  const detail = `${order.side} ${order.clientOrderId}: ${order.filled.toFixed()} of ${order.amount.toFixed()} filled`
  book.recordAction({ runId: run.id, time: clock.now(), kind: 'cancel', base: order.base, detail })
}

/**
 * Selects the bases that are decided about in a minute: every base with a position or an open order, and of the others
 * those for which `unwatchedReason` gives no reason. Dust is no position. A base that comes under watch, or leaves it,
 * is recorded in the book.
 */
async function selectWatchedBases(session: TradingSession, minute: number): Promise<ReadonlySet<BaseState>> {
  const { bases, options } = session
  const watched = new Set<BaseState>()
  for (const state of bases) {
    const reason = mustStayWatched(session, state)
      ? undefined
      : await options.unwatchedReason?.(state.traded.name, minute)
    if (reason === undefined) watched.add(state)
    recordWatchChange(session, state, reason)
  }
  return watched
}

function mustStayWatched(session: TradingSession, state: BaseState): boolean {
  if (session.orderManager.openOrders(state.traded.name).length > 0) return true
  const sellable = sellableAmountOf(session, state)
  return state.close === undefined ? sellable.gt(0) : isAboveDust(sellable, state.close, state.rules)
}

function recordWatchChange({ options }: TradingSession, state: BaseState, reason: string | undefined): void {
  const watched = reason === undefined
  if (state.watched === watched) return
  state.watched = watched
  const { book, run, clock } = options
  const detail = watched ? 'under watch again' : `not under watch: ${reason}`
  book.recordAction({ runId: run.id, time: clock.now(), kind: 'watch', base: state.traded.name, detail })
}
