import { BookError } from '../bookkeeping/book-error.js'
import { MissingFillsError } from '../bookkeeping/reconcile.js'
import { UserError, messageOf } from '../core/errors.js'
import { ENDING_ATTEMPTS, ENDING_WAIT, type LiveOrder, type LiveOrders } from './live-orders.js'
import { updateLastClose } from './trade-minute.js'
import type { TradeOptions } from './trade-options.js'
import type { TradingSession } from './trading-session.js'

/** Ends with no open order, every fill in the book, and positions valued at the last close. */
export async function endTrading({
  orderManager,
  options,
  bases,
  refreshBalances,
  balanceCheck,
}: TradingSession): Promise<void> {
  const { clock } = options
  await orderManager.cancelAll()
  for (let again = 0; again < ENDING_ATTEMPTS && orderManager.nextExpiry() !== undefined; again++) {
    await clock.sleepUntil(clock.now() + ENDING_WAIT)
    await orderManager.cancelAll()
  }
  await orderManager.reconcile()
  await refreshBalances()
  await balanceCheck.update()
  for (const state of bases) await updateLastClose(state, clock.now())
}

/** The moment in which a run ends by an error or a stop. */
export interface EarlyEnd {
  readonly options: TradeOptions
  /** Undefined where the run ended before it traded. */
  readonly session: TradingSession | undefined
  readonly liveOrders: LiveOrders
  readonly error: unknown
}

/**
 * Ends a run that an error or a stop interrupts. Open orders are cancelled first, from memory, because the book may be
 * what failed; then the book is completed as far as it can be written. Returns the error to throw; undefined where the
 * run was stopped and is complete. Errors of the cleanup are recorded, and the next run reconciles.
 */
export async function endEarly(end: EarlyEnd): Promise<unknown> {
  const { options, session, liveOrders } = end
  const { signal } = options
  const left = await liveOrders.cancelAll()
  const cause: unknown = signal.aborted ? signal.reason : end.error
  const error = isLoud(end.error) ? end.error : cause
  const found = await completeBook(end, signal.aborted && error === cause ? 'stop' : 'fault', error)
  const fault = isLoud(error) ? error : found
  if (fault !== undefined) return endingError(fault, left)
  if (signal.aborted && session) return left.length > 0 ? endingError(cause, left) : undefined
  return left.length > 0 ? endingError(end.error, left) : end.error
}

/** Whether an error tells that the book cannot be trusted or written, which a stop must not hide. */
function isLoud(error: unknown): error is UserError {
  return error instanceof BookError || error instanceof MissingFillsError
}

/** Writes the end into the book; resolves to what makes that impossible. */
async function completeBook(
  { options, session }: EarlyEnd,
  kind: 'stop' | 'fault',
  error: unknown,
): Promise<UserError | undefined> {
  const { book, run, clock } = options
  let found: UserError | undefined
  const attempt = async (work: () => void | Promise<void>): Promise<void> => {
    if (found instanceof BookError) return
    try {
      await work()
    } catch (problem) {
      if (isLoud(problem)) found = problem
      if (problem instanceof BookError) return
      book.recordAction({ runId: run.id, time: clock.now(), kind: 'fault', detail: `ending: ${messageOf(problem)}` })
    }
  }
  await attempt(() => book.recordAction({ runId: run.id, time: clock.now(), kind, detail: messageOf(error) }))
  if (session) {
    await attempt(() => session.orderManager.reconcile())
    await attempt(() => endTrading(session))
  }
  const isStopped = kind === 'stop' && found === undefined
  await attempt(() => book.endRun(run.id, clock.now(), isStopped ? 'stopped' : 'failed'))
  return found
}

/** Tells in one line why the run ended, and which orders may still be open. */
function endingError(error: unknown, left: readonly LiveOrder[]): unknown {
  if (left.length > 0) {
    const names = left.map(({ symbol, clientOrderId }) => `${clientOrderId} of ${symbol}`).join(', ')
    return new UserError(
      `${messageOf(error)}. The exchange did not confirm that these orders are cancelled: ${names}; look there and cancel them by hand`,
      { cause: error },
    )
  }
  if (!(error instanceof BookError)) return error
  return new UserError(`${error.message}. No order is open: all were cancelled first`, { cause: error })
}
