import type { Book } from '../../bookkeeping/book.js'
import type { Run } from '../../bookkeeping/records.js'
import { traderStateOf } from '../../bookkeeping/trader-state.js'
import { isRunning } from '../../core/is-running.js'
import { MINUTE, isoMinute } from '../../core/time.js'

/**
 * Ends the runs of the book whose process was killed: they failed in the last minute that the book has of them, and an action
 * says why. Their orders stay as they are: the next run of the account reconciles them. Resolves to a line for each run. `now`
 * is the machine's time.
 */
export function endInterruptedRuns(book: Book, now: number): string[] {
  return book
    .runs()
    .filter((run) => isInterrupted(book, run, now))
    .map((run) => {
      const time = endInterruptedRun(book, run)
      const next = run.mode === 'replay' ? 'the same request goes on with it' : `account ${run.account} goes on`
      return `run ${run.id} was interrupted at ${isoMinute(time)}; ${next}`
    })
}

const INTERRUPTED = 'interrupted: its process ended before the run did'

/** Ends a run whose process is gone; returns the last time that the book has of it. */
export function endInterruptedRun(book: Book, run: Run): number {
  const time = endOf(book, run)
  book.recordAction({ runId: run.id, time, kind: 'fault', detail: INTERRUPTED })
  book.endRun(run.id, time, 'failed')
  return time
}

/** Whether a run was ended because its process was gone. */
export function wasInterrupted(book: Book, run: Run): boolean {
  return run.outcome === 'failed' && book.latestActions(run.id, 1)[0]?.detail === INTERRUPTED
}

function isInterrupted(book: Book, run: Run, now: number): boolean {
  if (traderStateOf(book, run, now) !== 'lost') return false
  const beat = book.heartbeat(run.id)
  return !beat || !isRunning(beat.pid)
}

/** By the exchange's clock: the end of the last minute with a value or a decision. */
function endOf(book: Book, run: Run): number {
  const valued = book.equityBounds(run.id).last?.minute
  const decided = book.latestDecisions({ runId: run.id, limit: 1 })[0]?.minute
  const last = Math.max(valued ?? -Infinity, decided ?? -Infinity)
  return last > -Infinity ? last + MINUTE : run.time
}
