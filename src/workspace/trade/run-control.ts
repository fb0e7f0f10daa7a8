import { pid } from 'node:process'
import type { Book } from '../../bookkeeping/book.js'
import type { EquityRecord } from '../../bookkeeping/records.js'
import type { Clock } from '../../core/clock.js'
import { CancelledError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute } from '../../core/time.js'

/** How a run is told from outside to pause or to end, and how it shows that it lives. */
export interface RunControl {
  /** Aborted with the run's own signal, and when the kill switch is pulled. */
  readonly signal: AbortSignal
  /** Why nothing may be bought now. */
  readonly paused: () => string | undefined
  readonly addEquity: (record: EquityRecord) => void
  /** Begins to look; the run must be in the book. */
  readonly begin: () => void
  readonly end: () => void
}

export interface ControlledRun {
  readonly book: Book
  readonly account: string
  readonly runId: string
  readonly signal: AbortSignal
  /** The machine's, not the exchange's. */
  readonly clock: Clock
}

/** Milliseconds between two looks at the book: a pulled kill switch is heard within this time. */
const LOOK_EVERY = 500
/** After a look that failed the next one waits so many times as long as it took. */
const PATIENCE = 10

/** Throws RequestError where the kill switch of the account is pulled. */
export function openRunControl({ book, account, runId, signal, clock }: ControlledRun): RunControl {
  requireReleased(book, account)
  const kill = new AbortController()
  const equity: EquityRecord[] = []
  let timer: NodeJS.Timeout | undefined
  let waitUntil = -Infinity
  const look = (): void => {
    const { killed } = book.accountState(account)
    if (killed) kill.abort(new CancelledError(`the kill switch was pulled (${killed.source})`))
    book.recordHeartbeat(runId, { time: clock.now(), pid })
    book.recordEquity(runId, equity)
    equity.length = 0
  }
  /** A look at a locked book holds the whole process up: after one that failed the trader gets its turn. */
  const lookAgain = (): void => {
    const began = performance.now()
    if (began < waitUntil || ignoreErrors(look)) return
    waitUntil = performance.now() + PATIENCE * (performance.now() - began)
  }
  return {
    signal: AbortSignal.any([signal, kill.signal]),
    paused: () => {
      const { paused } = book.accountState(account)
      return paused && `paused since ${isoMinute(paused.time)}`
    },
    addEquity: (record) => void equity.push(record),
    begin: () => {
      lookAgain()
      timer = setInterval(lookAgain, LOOK_EVERY)
    },
    end: () => {
      clearInterval(timer)
      ignoreErrors(() => book.recordEquity(runId, equity))
    },
  }
}

/**
 * Returns whether the work succeeded. A book that is locked for long is looked at again the next time; one that is broken stops the
 * trading loop itself.
 */
function ignoreErrors(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

function requireReleased(book: Book, account: string): void {
  const { killed } = book.accountState(account)
  if (!killed) return
  const scope =
    killed.account === account ? '' : `, and it holds for all accounts of that exchange, so for ${account} too`
  throw new RequestError(
    `the kill switch of ${killed.account} was pulled on ${isoMinute(killed.time)} (${killed.source})${scope}; nothing is traded until it is released: {release}, or the dashboard's trading page`,
  )
}
