import { alwaysOpen } from '../../core/calendar.js'
import { Cancelled, messageOf } from '../../core/errors.js'
import { inParallel } from '../../core/in-parallel.js'
import { DAY, MINUTE, isoMinute } from '../../core/time.js'
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
  /** After the candles of each minute: those before `changedFrom` are as they were. */
  readonly afterMinute: (report: BaseReport, changedFrom: number) => Promise<void>
  readonly say: (line: string) => void
}

/** Candles that are asked for again each minute: exchanges revise the last ones. */
const OVERLAP = 10

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
  for (const report of reports) {
    report.stored = await context.store.range(report.base.market)
    if (!context.signal.aborted) await options.afterMinute(report, 0)
  }
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
  options: FollowOptions,
  newDay: boolean,
): Promise<void> {
  const changedFrom = new Map(
    followed.map(({ report }) => [report, (report.stored?.to ?? 0) - OVERLAP * MINUTE] as const),
  )
  await inParallel(followed, context.options.parallel, async (one) => {
    if (newDay) await one.writer.fold()
    await followMinute(context, one, options)
    return !context.signal.aborted
  })
  // One after the other: some are made of the candles of other bases too. Frames know the days that they were made of, so
  // once a day is over its last minutes concern whatever looks into it.
  const earliest = newDay ? 0 : Math.min(...changedFrom.values())
  for (const { report } of followed) if (!context.signal.aborted) await options.afterMinute(report, earliest)
}

async function followMinute(
  context: UpdateContext,
  { report, writer }: Followed,
  { say }: FollowOptions,
): Promise<void> {
  const { name, market } = report.base
  const known = report.revisions.length
  try {
    const exchange = await context.venue.exchange()
    await context.venue.counting(
      () => void report.retries++,
      () => updateWith(context, exchange, writer, report, { overlap: OVERLAP, append: true }),
    )
  } catch (error) {
    if (error instanceof Cancelled) return
    if (!(error instanceof ExchangeUnavailable)) throw error
    say(`${name}: ${messageOf(error)}; what is missed comes with the next minute`)
  }
  for (const { time } of report.revisions.slice(known)) say(`${name}: ${isoMinute(time)} was revised`)
  report.stored = await context.store.range(market)
}
