import type { Book } from './book.js'
import type { Run } from './records.js'

/** A trader is `lost` where its run has not ended and has no heartbeat any more. */
export type TraderState = 'running' | 'ended' | 'lost'

/** Milliseconds without a heartbeat after which a trader counts as lost. */
const HEARTBEAT_TIMEOUT = 15_000

/** Returns the state of the trader of a run at `now`, the time of the machine. */
export function traderStateOf(book: Pick<Book, 'heartbeat'>, run: Run, now: number): TraderState {
  if (run.endTime !== undefined) return 'ended'
  const beat = book.heartbeat(run.id)
  return beat && now - beat.time <= HEARTBEAT_TIMEOUT ? 'running' : 'lost'
}
