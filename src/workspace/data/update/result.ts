import { UserError } from '../../../core/errors.js'
import type { Base } from '../../../config/markets.js'
import type { TimeRange } from '../../../core/time.js'
import type { Gap } from '../../../ohlcv/gaps.js'
import type { CandleRevision } from '../../../store/candles/revision-log.js'

/** What an update did to one base. */
export interface BaseUpdate {
  readonly base: Base
  /** Candles that were not there before. */
  added: number
  /** Of these, candles that came by the stream. */
  streamed: number
  /** Candles that came only with a second request, or by a request because the stream lacked them. */
  repaired: number
  /** Requests that were repeated after an error that passed. */
  retries: number
  readonly revisions: CandleRevision[]
  /** What the base has now. */
  stored: TimeRange | undefined
  /** Inside what was downloaded, after a second request for each. */
  gaps: readonly Gap[]
  readonly supplemented: Supplement[]
  /** What the exchange has to say about it: nothing can be done about that. */
  note: string | undefined
  /** Why it is not up to date. */
  error: string | undefined
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
    error: undefined,
  }
}

/** What an update did. */
export interface UpdatedData {
  readonly bases: readonly BaseUpdate[]
}

/** An update after which a base is not up to date is no success. */
export function updateDataFailure({ bases }: UpdatedData): Error | undefined {
  const failed = bases.filter(({ error }) => error !== undefined)
  const [first] = failed
  if (!first) return undefined
  const names = failed.map(({ base }) => base.name).join(', ')
  return new UserError(`not all bases are up to date (${names}): ${first.error ?? ''}`)
}

/** Throws UserError where a base is not up to date. */
export function requireUpToDate(bases: readonly BaseUpdate[]): void {
  const failure = updateDataFailure({ bases })
  if (failure) throw failure
}

/** Times are epoch ms; what happened to all bases together stands at the top. */
export function updateDataJson({ bases }: UpdatedData): unknown {
  const sum = (count: (update: BaseUpdate) => number): number =>
    bases.reduce((total, update) => total + count(update), 0)
  return {
    added: sum(({ added }) => added),
    revised: sum(({ revisions }) => revisions.length),
    streamed: sum(({ streamed }) => streamed),
    repairs: sum(({ repaired }) => repaired),
    retries: sum(({ retries }) => retries),
    bases: bases.map((update) => ({
      base: update.base.name,
      ...update.base.market,
      ...(update.stored && { from: update.stored.from, to: update.stored.to }),
      added: update.added,
      revised: update.revisions.length,
      revisions: update.revisions,
      streamed: update.streamed,
      repairs: update.repaired,
      retries: update.retries,
      gaps: update.gaps,
      supplemented: update.supplemented,
      ...(update.note !== undefined && { note: update.note }),
      ...(update.error !== undefined && { error: update.error }),
    })),
  }
}
