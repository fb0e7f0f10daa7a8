import type { Book } from './book.js'
import type { Run } from './records.js'

/** `lost`: it has not ended, and shows no heartbeat any more. */
export type TraderState = 'running' | 'ended' | 'lost'

/** Milliseconds without a heartbeat after which a trader counts as lost. */
const HEARTBEAT_TIMEOUT = 15_000

/** Tells how the trader of a run stands at `now`, by the machine's clock. */
export function traderStateOf(book: Pick<Book, 'heartbeat'>, run: Run, now: number): TraderState {
  if (run.endTime !== undefined) return 'ended'
  const beat = book.heartbeat(run.id)
  return beat && now - beat.time <= HEARTBEAT_TIMEOUT ? 'running' : 'lost'
}
