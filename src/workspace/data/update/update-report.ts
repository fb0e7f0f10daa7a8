import type { Base } from '../../../config/markets.js'
import type { TimeRange } from '../../../core/time.js'
import type { Gap } from '../../../ohlcv/gaps.js'
import type { CandleRevision } from '../../../store/candles/revision-log.js'

/** What an update did to one base. */
export interface BaseUpdate {
  readonly base: Base
  /** Candles that were not there before. */
  added: number
  /** Of these, candles that the exchange told of by itself. */
  streamed: number
  /** Candles that came only when they were asked for a second time, or asked for because a stream lacked them. */
  repaired: number
  /** Requests that were repeated after a fault that passed. */
  retries: number
  readonly revisions: CandleRevision[]
  /** What the base has now. */
  stored: TimeRange | undefined
  /** Inside what was asked for, and after asking twice. */
  gaps: readonly Gap[]
  readonly supplemented: Supplement[]
  /** What the exchange has to say about it: nothing can be done about that. */
  note: string | undefined
  /** Why it is not up to date. */
  fault: string | undefined
}

/** Frames of one definition that were brought up to the candles. */
export interface Supplement {
  readonly kind: 'features' | 'targets'
  readonly id: string
  /** Rows computed. */
  readonly rows: number
  /** Why there are none. */
  readonly skipped?: string
}

export function createBaseUpdate(base: Base): BaseUpdate {
  return {
    base,
    added: 0,
    streamed: 0,
    repaired: 0,
    retries: 0,
    revisions: [],
    stored: undefined,
    gaps: [],
    supplemented: [],
    note: undefined,
    fault: undefined,
  }
}
