import { reconcile } from '../bookkeeping/reconcile.js'
import type { ActionKind } from '../bookkeeping/records.js'
import { messageOf } from '../core/errors.js'
import { MINUTE } from '../core/time.js'
import { isPassing } from './order-desk.js'
import { openSession, type Session } from './session.js'
import { replaceExpired, tradeMinute } from './trade-minute.js'
import type { MinuteReport, TradeOptions, TradeOutcome } from './trade-options.js'

/**
 * Trades once a minute, aligned to the exchange's clock, until `until` or until asked to stop. Begins by bringing the book
 * into line with the exchange, and ends with no open order and a balance snapshot, however it ends. A minute in which the
 * exchange cannot be reached is skipped with a recorded action. Throws what is no passing fault, after cleaning up.
 */
export async function tradeLoop(options: TradeOptions): Promise<TradeOutcome> {
  const { book, run, clock, signal } = options
  book.startRun(run)
  const counts = { minutes: 0, skipped: 0 }
  let session: Session | undefined
  try {
    session = await begin(options)
    await everyMinute(session, counts)
    await finish(session)
    book.endRun(run.id, clock.now(), 'done')
    return { outcome: 'done', ...counts }
  } catch (error) {
    const outcome = signal.aborted ? 'stopped' : 'failed'
    note(options, signal.aborted ? 'stop' : 'fault', messageOf(error))
    try {
      if (session) await finish(session)
    } catch (fault) {
      note(options, 'fault', `ending: ${messageOf(fault)}`)
    }
    book.endRun(run.id, clock.now(), outcome)
    if (!signal.aborted) throw error
    return { outcome, ...counts }
  }
}

async function begin(options: TradeOptions): Promise<Session> {
  const { book, run, exchange, clock } = options
  const { asked, lost, fills, open } = await reconcile(book, run.account, exchange, clock.now())
  if (asked > 0) {
    const found = `${asked} orders were open or unknown: ${lost} never arrived, ${open.length} are open, ${fills.length} new fills`
    note(options, 'reconcile', found)
  }
  const session = await openSession(options)
  note(options, 'start', `watching ${options.bases.map((base) => base.name).join(', ')}`)
  return session
}

async function everyMinute(session: Session, counts: { minutes: number; skipped: number }): Promise<void> {
  const { clock, signal, until = Infinity, settle = 0 } = session.options
  let minute = firstMinute(session)
  while (minute < until) {
    await clock.sleepUntil(minute + settle, signal)
    signal.throwIfAborted()
    const report = await passing(session, minute, () => tradeMinute(session, minute))
    if (report.skipped === undefined) counts.minutes++
    else counts.skipped++
    session.options.onMinute?.(report)
    await restOfMinute(session, Math.min(minute + MINUTE, until))
    counts.skipped += skipTo(session, minute + MINUTE, until)
    minute = Math.max(minute + MINUTE, floorMinute(clock.now()))
  }
  if (until < Infinity) await clock.sleepUntil(until, signal)
}

/** The next full minute, and never one in which an earlier run of the account has decided already. */
function firstMinute({ options }: Session): number {
  const { clock, book, run, bases } = options
  const decided = bases.map((base) => book.lastDecision(run.account, base.name)?.minute ?? 0)
  return Math.max(Math.ceil(clock.now() / MINUTE) * MINUTE, ...decided.map((minute) => minute + MINUTE))
}

/** Minutes from `next` on that have passed before their turn came, with a recorded action. */
function skipTo({ options }: Session, next: number, until: number): number {
  const missed = Math.max(0, (Math.min(floorMinute(options.clock.now()), until) - next) / MINUTE)
  if (missed > 0) note(options, 'skip', `${missed} minutes had passed before the one before them was done`)
  return Math.floor(missed)
}

/** Waits for the end of the minute, cancelling and replacing orders as they fall due. */
async function restOfMinute(session: Session, end: number): Promise<void> {
  const { clock, signal } = session.options
  for (;;) {
    const due = session.desk.nextExpiry()
    if (due === undefined || due >= end) return
    await clock.sleepUntil(due, signal)
    signal.throwIfAborted()
    try {
      await replaceExpired(session)
    } catch (error) {
      if (!isPassing(error)) throw error
      note(session.options, 'fault', messageOf(error))
      return
    }
  }
}

async function passing(session: Session, minute: number, work: () => Promise<MinuteReport>): Promise<MinuteReport> {
  try {
    return await work()
  } catch (error) {
    if (!isPassing(error)) throw error
    note(session.options, 'skip', messageOf(error))
    return { minute, ...session.worth(), decisions: [], skipped: messageOf(error) }
  }
}

async function finish({ desk, options, refreshBalances }: Session): Promise<void> {
  await desk.cancelAll()
  await reconcile(options.book, options.run.account, options.exchange, options.clock.now())
  await refreshBalances()
}

function note({ book, run, clock }: TradeOptions, kind: ActionKind, detail: string): void {
  book.recordAction({ runId: run.id, time: clock.now(), kind, detail })
}

function floorMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE
}
