import { openReconciler } from '../bookkeeping/reconcile.js'
import { isActiveState, type ActionKind } from '../bookkeeping/records.js'
import { UserError, messageOf } from '../core/errors.js'
import { MINUTE } from '../core/time.js'
import { endEarly, endTrading } from './end-trading.js'
import { openLiveOrders } from './live-orders.js'
import { isTransient } from './send-order.js'
import { replaceExpiredOrders, tradeMinute } from './trade-minute.js'
import type { MinuteReport, TradeOptions, TradeOutcome } from './trade-options.js'
import { openTradingSession, type SessionTools, type TradingSession } from './trading-session.js'

/**
 * Trades once a minute, aligned to the exchange's clock, until `until` or until it is stopped. It begins by reconciling
 * the book with the exchange, and it ends with no open order and a balance snapshot, however it ends. A minute in which
 * the exchange cannot be reached is skipped with a recorded action. Any error that is not transient is thrown after the
 * cleanup, which cancels all open orders before it writes anything.
 */
export async function runTradingLoop(options: TradeOptions): Promise<TradeOutcome> {
  const { book, run, exchange, clock } = options
  const liveOrders = openLiveOrders(options)
  const reconciler = openReconciler({ book, account: run.account, exchange, clock })
  const counts = { minutes: options.resumed?.minutes ?? 0, skipped: 0 }
  let session: TradingSession | undefined
  try {
    liveOrders.replace(book.unsettledOrders(run.account).filter((order) => isActiveState(order.state)))
    if (!options.resumed) book.startRun(run)
    session = await begin(options, { reconciler, liveOrders })
    await everyMinute(session, counts)
    await endTrading(session)
    book.endRun(run.id, clock.now(), 'done')
    return { outcome: 'done', ...counts, ...session.equity() }
  } catch (error) {
    const problem = await endEarly({ options, session, liveOrders, error })
    if (problem !== undefined || !session) throw problem
    return { outcome: 'stopped', ...counts, ...session.equity() }
  }
}

const RESUMED = 'goes on after an interruption'

async function begin(options: TradeOptions, tools: SessionTools): Promise<TradingSession> {
  await options.clock.sync?.()
  const { checked, lost, fills, open } = await tools.reconciler.reconcile()
  if (checked > 0) {
    const found = `${checked} orders were open or unknown: ${lost} never arrived, ${open.length} are open, ${fills.length} new fills`
    recordAction(options, 'reconcile', found)
  }
  const session = await openTradingSession(options, tools)
  if (options.acceptBalances === true) await session.balanceCheck.acceptBalances()
  else await session.balanceCheck.update()
  const watched = `watching ${options.bases.map((base) => base.name).join(', ')}`
  recordAction(options, 'start', options.resumed ? `${RESUMED}; ${watched}` : watched)
  return session
}

async function everyMinute(session: TradingSession, counts: { minutes: number; skipped: number }): Promise<void> {
  const { clock, signal, until = Infinity } = session.options
  let next = firstMinute(session)
  while (next < until) {
    const minute = await waitForMinute(session, next)
    counts.skipped += recordSkipped(session, next, Math.min(minute, until))
    if (minute >= until) break
    const report = await skipOnTransientError(session, minute, () => tradeMinute(session, minute))
    if (report.skipped === undefined) counts.minutes++
    else counts.skipped++
    session.options.onMinute?.(report)
    await restOfMinute(session, Math.min(minute + MINUTE, until))
    next = minute + MINUTE
  }
  if (until < Infinity) await clock.sleepUntil(until, signal)
}

/**
 * Waits until a minute has begun, and returns the minute in which it is then: a later one where the minute before took
 * long. The exchange's time is fetched anew before that is decided, so that a step of the machine's clock neither lets
 * a minute begin too early nor keeps the trader waiting.
 */
async function waitForMinute(session: TradingSession, next: number): Promise<number> {
  const { clock, signal, candleDelay = 0 } = session.options
  for (let minute = next; ;) {
    await clock.sleepUntil(minute + candleDelay, signal)
    await syncClock(session)
    signal.throwIfAborted()
    const now = clock.now()
    if (now >= minute + candleDelay) return Math.max(minute, floorMinute(now))
    if (now < minute - MINUTE) minute = firstMinute(session)
  }
}

/** An exchange that cannot be reached now leaves the clock as it was; the minute itself will notice it. */
async function syncClock({ options: { clock } }: TradingSession): Promise<void> {
  try {
    await clock.sync?.()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}

/** Returns the next full minute, and never one in which an earlier run of the account has decided already. */
function firstMinute({ options }: TradingSession): number {
  const { clock, book, run, bases } = options
  const decided = bases.map((base) => book.lastDecision(run.account, base.name)?.minute ?? 0)
  return Math.max(Math.ceil(clock.now() / MINUTE) * MINUTE, ...decided.map((minute) => minute + MINUTE))
}

/** Records and counts the minutes from `next` on that passed before their turn came. */
function recordSkipped({ options }: TradingSession, next: number, minute: number): number {
  const missed = Math.max(0, (minute - next) / MINUTE)
  if (missed > 0) recordAction(options, 'skip', `${missed} minutes had passed before the one before them was done`)
  return Math.floor(missed)
}

/** Waits for the end of the minute; orders that are due are cancelled and replaced meanwhile. */
async function restOfMinute(session: TradingSession, end: number): Promise<void> {
  const { clock, signal } = session.options
  for (;;) {
    const due = session.orderManager.nextExpiry()
    if (due === undefined || due >= end) return
    await clock.sleepUntil(due, signal)
    signal.throwIfAborted()
    try {
      await replaceExpiredOrders(session)
    } catch (error) {
      if (!isTransient(error)) throw error
      recordAction(session.options, 'fault', messageOf(error))
      return
    }
  }
}

async function skipOnTransientError(
  session: TradingSession,
  minute: number,
  work: () => Promise<MinuteReport>,
): Promise<MinuteReport> {
  try {
    return await work()
  } catch (error) {
    if (!isTransient(error)) throw error
    recordAction(session.options, 'skip', messageOf(error))
    return { minute, ...session.equity(), decisions: [], skipped: messageOf(error) }
  }
}

function recordAction({ book, run, clock }: TradeOptions, kind: ActionKind, detail: string): void {
  book.recordAction({ runId: run.id, time: clock.now(), kind, detail })
}

function floorMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE
}
