import { CancelledError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import { fetchPages, type Rows } from './fetch-rows.js'
import { storeRows, type Tally, type UpdateTarget } from './store-rows.js'

export interface UpdateRequest extends UpdateTarget {
  /** Candles that open before this have finished. */
  readonly end: number
  /** Where the history of a market begins that has no candles yet. */
  readonly begin: number
  /** Fetches also what lies before the first stored candle, from here on. */
  readonly from?: number | undefined
  /** So many of the last stored candles are fetched again, because an exchange may have revised them. */
  readonly overlap: number
  /** What the update does is added here, step by step, so that it is known also after an error. */
  readonly tally: Tally
  /** Aborts between two requests; what was fetched by then is stored. */
  readonly signal: AbortSignal
  /** Called with the number of minutes that have been fetched, and of all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Pages that are stored together: more of them rewrite a month less often, fewer are lost when the process is killed. */
const PAGES_STORED_AT_ONCE = 10
/** Candles that are fetched and stored together before the first stored one. */
const BACKWARD_STEP = 20_000

/**
 * Brings one market up to `end`. What was fetched is stored in pieces on the way, each of them complete: a run that is killed
 * at any moment goes on where it was, and ends with the same candles as one that was not.
 */
export async function updateMarket(request: UpdateRequest): Promise<void> {
  const { begin, from, end, overlap } = request
  const { calendar } = request.source
  const stored = await request.store.range(request.market)
  const overlapping = stored && calendar.timeAt(calendar.ordinalAt(stored.to) - overlap)
  const start = stored ? Math.max(stored.from, overlapping ?? 0) : (from ?? begin)
  const late = { from: start, to: end }
  const early = { from: from ?? start, to: stored?.from ?? start }
  const minutes = (range: TimeRange): number =>
    Math.max(0, calendar.ordinalAt(range.to) - calendar.ordinalAt(range.from))
  const total = minutes(late) + minutes(early)
  let done = 0
  const job: Job = {
    ...request,
    advance: (range) => {
      done += minutes(range)
      request.onProgress?.(done, total)
    },
  }
  if (minutes(late) > 0) await updateForward(job, late)
  if (minutes(early) > 0) await updateBackward(job, early)
}

/** A running update. */
interface Job extends UpdateRequest {
  readonly advance: (range: TimeRange) => void
}

/** Fetches in the order of time, so that what is stored has no hole behind it. */
async function updateForward(job: Job, range: TimeRange): Promise<void> {
  let rows: Rows = new Map()
  let [from, fetched, pages] = [range.from, range.from, 0]
  for await (const page of fetchPages(job.source, range)) {
    for (const [time, row] of page.rows) rows.set(time, row)
    job.advance({ from: fetched, to: page.until })
    fetched = page.until
    pages++
    const isCancelled = job.signal.aborted && fetched < range.to
    if (pages < PAGES_STORED_AT_ONCE && fetched < range.to && !isCancelled) continue
    await storeRows(job, { from, to: fetched }, rows, job.tally)
    if (isCancelled) throw new CancelledError(`${marketPath(job.market)} is stored as far as it was fetched`)
    rows = new Map()
    from = fetched
    pages = 0
  }
}

/** Fetches from the first stored candle back, step by step, until the exchange has no more; it never leaves a hole either. */
async function updateBackward(job: Job, range: TimeRange): Promise<void> {
  const { calendar } = job.source
  for (let { to } = range; to > range.from;) {
    if (job.signal.aborted) throw new CancelledError(`${marketPath(job.market)} is stored as far as it was fetched`)
    const from = Math.max(range.from, calendar.timeAt(calendar.ordinalAt(to) - BACKWARD_STEP))
    const rows: Rows = new Map()
    for await (const page of fetchPages(job.source, { from, to })) {
      for (const [time, row] of page.rows) rows.set(time, row)
    }
    if (rows.size === 0) return
    await storeRows(job, { from, to }, rows, job.tally)
    job.advance({ from, to })
    to = from
  }
}
