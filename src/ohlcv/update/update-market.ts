import { CancelledError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import { fetchPages, type Rows } from './fetch-rows.js'
import { storeRows, type Tally, type UpdateTarget } from './store-rows.js'

export interface UpdateRequest extends UpdateTarget {
  /** Candles that open before this have finished. */
  readonly end: number
  /** Where a market without candles begins. */
  readonly begin: number
  /** Also what lies before the first stored candle, from here on. */
  readonly from?: number | undefined
  /** So many of the last stored candles are asked for again, because an exchange may have revised them. */
  readonly overlap: number
  /** What is done is added here, step by step: it tells also after a fault. */
  readonly tally: Tally
  /** Looked at between two requests; what has come by then is kept. */
  readonly signal: AbortSignal
  /** Told how many minutes have been asked for, of how many. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Pages that are kept together: more of them rewrite a month less often, fewer are lost when the process is killed. */
const PAGES_KEPT_AT_ONCE = 10
const BACKWARD_STEP = 20_000

/**
 * Brings one market up to `end`. Whatever has come is stored in pieces on the way, each of them complete: a run that is
 * killed at any moment goes on where it was, and ends with the same candles as one that was not.
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
  if (minutes(late) > 0) await forward(job, late)
  if (minutes(early) > 0) await backward(job, early)
}

/** One update under way. */
interface Job extends UpdateRequest {
  readonly advance: (range: TimeRange) => void
}

/** In the order of time, so that what is stored has no hole behind it. */
async function forward(job: Job, range: TimeRange): Promise<void> {
  let rows: Rows = new Map()
  let [from, asked, pages] = [range.from, range.from, 0]
  for await (const page of fetchPages(job.source, range)) {
    for (const [time, row] of page.rows) rows.set(time, row)
    job.advance({ from: asked, to: page.until })
    asked = page.until
    pages++
    const stopped = job.signal.aborted && asked < range.to
    if (pages < PAGES_KEPT_AT_ONCE && asked < range.to && !stopped) continue
    await storeRows(job, { from, to: asked }, rows, job.tally)
    if (stopped) throw new CancelledError(`${marketPath(job.market)} is kept as far as it has come`)
    rows = new Map()
    from = asked
    pages = 0
  }
}

/** From the first stored candle back, step by step, until the exchange has no more: nor is there ever a hole here. */
async function backward(job: Job, range: TimeRange): Promise<void> {
  const { calendar } = job.source
  for (let { to } = range; to > range.from;) {
    if (job.signal.aborted) throw new CancelledError(`${marketPath(job.market)} is kept as far as it has come`)
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
