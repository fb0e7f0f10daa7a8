import { ZERO } from '../../core/decimal.js'
import { MINUTE } from '../../core/time.js'
import { decide, isAboveDust, type Decision, type WatchedBase } from '../decide.js'
import { computeStep } from '../step.js'
import { cancelOrders, executePlan, finishMinute, reconcileOrders, resell } from './backtest-orders.js'
import type { BacktestOptions, BacktestOutcome } from './backtest-options.js'
import {
  closeIn,
  equityIn,
  openBacktest,
  refreshHoldings,
  rowBefore,
  sellableAmount,
  viewBase,
  viewQuietBase,
  countOpenOrders,
  type BacktestState,
  type BaseRun,
} from './backtest-state.js'

/** Minutes between two reports of progress. */
const PROGRESS_EVERY = 20_000

/**
 * Trades recorded candles once a minute by the trading step, as the trading loop does on an exchange that replays them: the same
 * decisions, orders, expiries and resales at the same times. Minutes in which nothing can happen are passed over. The result depends on
 * nothing but the options.
 */
export async function runBacktest(options: BacktestOptions): Promise<BacktestOutcome> {
  const { range } = options
  const firstMinute = Math.ceil(range.from / MINUTE) * MINUTE
  const state = openBacktest(options, firstMinute)
  const equity = new Float64Array(Math.max(0, Math.ceil((range.to - firstMinute) / MINUTE)))
  for (let index = 0; index < equity.length; index++) {
    const minute = firstMinute + index * MINUTE
    if (options.everyMinute === true || !passQuietMinute(state, minute)) await tradeMinute(state, minute)
    equity[index] = equityIn(state, minute)
    if (index % PROGRESS_EVERY === 0) await options.onProgress?.(minute, equity[index] ?? 0)
    if (state.book.hasLiveOrders()) {
      finishMinute(state, Math.min(minute + MINUTE, range.to))
      refreshHoldings(state)
    }
  }
  return endBacktest(state, { firstMinute, equity })
}

/**
 * Whether nothing can happen in a minute: no order is open, no sale is to be repeated, and no base is bought or sold. The counts of
 * losses are brought up to date then. Whoever holds nothing only buys, so scores are looked at for that alone.
 */
function passQuietMinute(state: BacktestState, minute: number): boolean {
  if (state.book.hasLiveOrders() || state.unfinishedSales.size > 0) return false
  const { bases, options } = state
  for (const run of bases) {
    if (run.isHolding) continue
    const row = rowBefore(run.base, minute)
    if (run.isBuy?.[row] === 1 && run.isDecidable[row] === 1) return false
  }
  const held = bases.filter((run) => run.isHolding && run.isDecidable[rowBefore(run.base, minute)] === 1)
  const decisions = held.map((run) => decide(viewQuietBase(state, run, minute), minute, options.rules))
  if (decisions.some(({ act }) => act !== 'none')) return false
  held.forEach((run, index) => storeExitState(run, decisions[index]))
  return true
}

/** Trades one minute in full; what the trading loop does in it, in the same order. */
async function tradeMinute(state: BacktestState, minute: number): Promise<void> {
  const { options, book } = state
  const { rules, venue, runId } = options
  state.now = minute
  state.usedParts.clear()
  venue.advance(minute)
  reconcileOrders(state)
  resell(state, (run) => closeIn(run, minute - MINUTE))
  const watched = await selectWatched(state, minute)
  const first = watched.map((run) => viewBase(state, run, minute))
  const bases = await Promise.all(first.map((view) => withMarket(state, view, minute)))
  const freeQuote = venue.free(options.quote)
  const result = computeStep({ runId, minute, bases, freeQuote, liveOrders: book.liveOrders(), rules })
  book.recordDecisions(result.decisions)
  watched.forEach((run, index) => storeExitState(run, result.decisions[index]))
  executePlan(state, result)
  refreshHoldings(state)
}

function storeExitState(run: BaseRun, { lossMinutes = 0, held }: Partial<Decision> = {}): void {
  run.lossMinutes = lossMinutes
  run.held = held
}

/** The bases that it is decided about: those with a candle to decide on, and of these all that are held or under watch. */
async function selectWatched(state: BacktestState, minute: number): Promise<BaseRun[]> {
  const { options } = state
  const watched: BaseRun[] = []
  for (const run of state.bases) {
    if (run.isDecidable[rowBefore(run.base, minute)] !== 1) continue
    const { name } = run.base
    const isBusy =
      countOpenOrders(state, name) > 0 || isAboveDust(sellableAmount(state, run), closeIn(run, minute), run.rules)
    if (isBusy || (await options.unwatchedReason?.(name, minute)) === undefined) watched.push(run)
  }
  return watched
}

/** Where a base is to be traded, its prices and the reason why it may not be bought are looked up. */
async function withMarket({ options }: BacktestState, view: WatchedBase, minute: number): Promise<WatchedBase> {
  if (decide(view, minute, options.rules).act === 'none') return view
  const base = options.bases.find(({ name }) => name === view.base)
  const buyBlockedReason = await options.buyBlockedReason?.(view.base, minute)
  return { ...view, buyBlockedReason, quote: base && options.venue.quote(base.symbol) }
}

/** Ends with no open order; positions are valued at the last closes. */
function endBacktest(
  state: BacktestState,
  { firstMinute, equity }: Pick<BacktestOutcome, 'firstMinute' | 'equity'>,
): BacktestOutcome {
  const { options, book, bases } = state
  const { to } = options.range
  state.now = to
  options.venue.advance(to)
  cancelOrders(state, book.liveOrders())
  reconcileOrders(state)
  const closes = new Map(bases.map((run) => [run.base.name, closeIn(run, to)] as const))
  const positions = new Map(bases.map(({ base }) => [base.symbol, book.position(base.symbol)?.amount ?? ZERO] as const))
  const value = bases.map(({ base }) => {
    const close = closes.get(base.name) ?? Number.NaN
    return (positions.get(base.symbol) ?? ZERO).times(Number.isNaN(close) ? 0 : close)
  })
  const endQuote = value.reduce((sum, part) => sum.plus(part), book.cash())
  return { records: book.records, firstMinute, equity, endQuote, positions, closes }
}
