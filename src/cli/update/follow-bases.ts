import { alwaysOpen } from '../../core/calendar.js'
import { Cancelled, messageOf } from '../../core/errors.js'
import { inParallel } from '../../core/in-parallel.js'
import { DAY, isoMinute } from '../../core/time.js'
import { ExchangeUnavailable } from '../../exchange/exchange-error.js'
import type { CandleStore, CandleWriter } from '../../store/store.js'
import { updateWith, type UpdateContext } from './update-bases.js'
import type { BaseReport } from './update-report.js'

/** A base that is followed, and the writer of its market. */
interface Followed {
  readonly report: BaseReport
  readonly writer: CandleWriter
}

export interface FollowOptions {
  /** After the candles of each minute. */
  readonly afterMinute: (reports: readonly BaseReport[]) => Promise<void>
  readonly say: (line: string) => void
}

/** Candles that are asked for again each minute: exchanges revise the last ones. */
const OVERLAP = 3

/**
 * Goes on minute by minute until the signal, or until a replay is over, then folds what has come into the months. An
 * exchange that does not answer is tried again at the next minute; what was missed comes then.
 */
export async function followBases(
  context: UpdateContext,
  reports: readonly BaseReport[],
  options: FollowOptions,
): Promise<void> {
  await withWriters(context.store, reports, [], async (followed) => {
    try {
      await everyMinute(context, (day) => minute(context, followed, options, day))
    } finally {
      for (const { writer } of followed) await writer.fold()
    }
  })
  for (const report of reports) report.stored = await context.store.range(report.base.market)
}

/** Becomes the only writer of all markets at once, or of none. */
async function withWriters<T>(
  store: CandleStore,
  reports: readonly BaseReport[],
  followed: readonly Followed[],
  work: (followed: readonly Followed[]) => Promise<T>,
): Promise<T> {
  const [report, ...others] = reports
  if (!report) return work(followed)
  return store.write(report.base.market, (writer) =>
    withWriters(store, others, [...followed, { report, writer }], work),
  )
}

/** Calls `work` after each minute, with whether a new UTC day has begun since the last call. */
async function everyMinute({ venue, signal }: UpdateContext, work: (newDay: boolean) => Promise<void>): Promise<void> {
  const { clock } = venue
  const minutes = alwaysOpen()
  let day = Math.floor(clock.now() / DAY)
  while (!signal.aborted && (venue.end === undefined || clock.now() < venue.end)) {
    const next = minutes.timeAt(minutes.ordinalAt(clock.now()) + 1) + venue.settle
    try {
      await clock.sleepUntil(venue.end === undefined ? next : Math.min(next, venue.end), signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const today = Math.floor(clock.now() / DAY)
    await work(today > day)
    day = today
  }
}

async function minute(
  context: UpdateContext,
  followed: readonly Followed[],
  { afterMinute, say }: FollowOptions,
  newDay: boolean,
): Promise<void> {
  const exchange = await context.venue.exchange()
  await inParallel(followed, context.options.parallel, async ({ report, writer }) => {
    const known = report.revisions.length
    try {
      if (newDay) await writer.fold()
      await context.venue.counting(
        () => void report.retries++,
        () => updateWith(context, exchange, writer, report, { overlap: OVERLAP, append: true }),
      )
    } catch (error) {
      if (error instanceof Cancelled) return false
      if (!(error instanceof ExchangeUnavailable)) throw error
      say(`${report.base.name}: ${messageOf(error)}; trying again at the next minute`)
    }
    for (const { time } of report.revisions.slice(known)) say(`${report.base.name}: ${isoMinute(time)} was revised`)
    report.stored = await context.store.range(report.base.market)
    return true
  })
  await afterMinute(followed.map(({ report }) => report))
}
