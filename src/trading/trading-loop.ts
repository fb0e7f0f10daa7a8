import { LOST_ORDER_TIMEOUT, reconcile } from '../bookkeeping/reconcile.js'
import type { ActionKind } from '../bookkeeping/records.js'
import { messageOf } from '../core/errors.js'
import { MINUTE, SECOND } from '../core/time.js'
import { isTransient } from './send-order.js'
import { replaceExpiredOrders, tradeMinute, updateLastClose } from './trade-minute.js'
import type { MinuteReport, TradeOptions, TradeOutcome } from './trade-options.js'
import { openTradingSession, type TradingSession } from './trading-session.js'

/**
 * At the end, cancelling is repeated this often and after this long, until an order of unknown outcome is certainly
 * lost.
 */
const ENDING_ATTEMPTS = 3
const ENDING_WAIT = Math.ceil((LOST_ORDER_TIMEOUT + SECOND) / ENDING_ATTEMPTS)

/**
 * Trades once a minute, aligned to the exchange's clock, until `until` or until it is stopped. It begins by reconciling
 * the book with the exchange, and it ends with no open order and a balance snapshot, however it ends. A minute in which
 * the exchange cannot be reached is skipped with a recorded action. Any error that is not transient is thrown after the
 * cleanup.
 */
export async function runTradingLoop(options: TradeOptions): Promise<TradeOutcome> {
  const { book, run, clock, signal } = options
  book.startRun(run)
  const counts = { minutes: 0, skipped: 0 }
  let session: TradingSession | undefined
  try {
    session = await begin(options)
    await everyMinute(session, counts)
    await finish(session)
    book.endRun(run.id, clock.now(), 'done')
    return { outcome: 'done', ...counts, ...session.equity() }
  } catch (error) {
    recordAction(options, signal.aborted ? 'stop' : 'fault', messageOf(signal.aborted ? signal.reason : error))
    if (session) await finishQuietly(session)
    book.endRun(run.id, clock.now(), signal.aborted ? 'stopped' : 'failed')
    if (!signal.aborted || !session) throw error
    return { outcome: 'stopped', ...counts, ...session.equity() }
  }
}

async function begin(options: TradeOptions): Promise<TradingSession> {
  const { book, run, exchange, clock } = options
  const { checked, lost, fills, open } = await reconcile(book, run.account, exchange, clock.now())
  if (checked > 0) {
    const found = `${checked} orders were open or unknown: ${lost} never arrived, ${open.length} are open, ${fills.length} new fills`
    recordAction(options, 'reconcile', found)
  }
  const session = await openTradingSession(options)
  recordAction(options, 'start', `watching ${options.bases.map((base) => base.name).join(', ')}`)
  return session
}

async function everyMinute(session: TradingSession, counts: { minutes: number; skipped: number }): Promise<void> {
  const { clock, signal, until = Infinity, candleDelay = 0 } = session.options
  let minute = firstMinute(session)
  while (minute < until) {
    await clock.sleepUntil(minute + candleDelay, signal)
    signal.throwIfAborted()
    const report = await skipOnTransientError(session, minute, () => tradeMinute(session, minute))
    if (report.skipped === undefined) counts.minutes++
    else counts.skipped++
    session.options.onMinute?.(report)
    await restOfMinute(session, Math.min(minute + MINUTE, until))
    counts.skipped += skipTo(session, minute + MINUTE, until)
    minute = Math.max(minute + MINUTE, floorMinute(clock.now()))
  }
  if (until < Infinity) await clock.sleepUntil(until, signal)
}

/** Returns the next full minute, and never one in which an earlier run of the account has decided already. */
function firstMinute({ options }: TradingSession): number {
  const { clock, book, run, bases } = options
  const decided = bases.map((base) => book.lastDecision(run.account, base.name)?.minute ?? 0)
  return Math.max(Math.ceil(clock.now() / MINUTE) * MINUTE, ...decided.map((minute) => minute + MINUTE))
}

/** Records and counts the minutes from `next` on that passed before their turn came. */
function skipTo({ options }: TradingSession, next: number, until: number): number {
  const missed = Math.max(0, (Math.min(floorMinute(options.clock.now()), until) - next) / MINUTE)
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

/** Ends with no open order, every fill in the book, and positions valued at the last close. */
async function finish({ orderManager, options, bases, refreshBalances }: TradingSession): Promise<void> {
  const { book, run, exchange, clock } = options
  await orderManager.cancelAll()
  for (let again = 0; again < ENDING_ATTEMPTS && orderManager.nextExpiry() !== undefined; again++) {
    await clock.sleepUntil(clock.now() + ENDING_WAIT)
    await orderManager.cancelAll()
  }
  await reconcile(book, run.account, exchange, clock.now())
  await refreshBalances()
  for (const state of bases) await updateLastClose(state, clock.now())
}

/**
 * The run ends by an error or a stop already: another error during the cleanup is recorded, and the next run
 * reconciles.
 */
async function finishQuietly(session: TradingSession): Promise<void> {
  try {
    await finish(session)
  } catch (cleanupError) {
    recordAction(session.options, 'fault', `ending: ${messageOf(cleanupError)}`)
  }
}

function recordAction({ book, run, clock }: TradeOptions, kind: ActionKind, detail: string): void {
  book.recordAction({ runId: run.id, time: clock.now(), kind, detail })
}

function floorMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE
}
