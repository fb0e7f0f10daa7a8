import { alwaysOpen } from '../../../core/calendar.js'
import { runInParallel } from '../../../runtime/run-in-parallel.js'
import { calendarOf } from '../../../core/market-calendar.js'
import { DAY, MINUTE } from '../../../core/time.js'
import type { CandleStore } from '../../../store/candles/candle-store.js'
import { candleStream, type CandleStream } from './candle-stream.js'
import {
  AUDIT_EVERY,
  AUDIT_OVERLAP,
  OVERLAP,
  followMarket,
  type Followed,
  type FollowedMinute,
} from './follow-market.js'
import { endOfFinishedCandles, type UpdateContext } from './update-bases.js'
import type { BaseUpdate } from './update-report.js'

export interface FollowOptions {
  /** Asks for candles each minute, also where the exchange has streams of them. */
  readonly poll: boolean
  /** After the candles of each minute: those before `changedFrom` are as they were. */
  readonly afterMinute: (report: BaseUpdate, changedFrom: number) => Promise<void>
  readonly say: (line: string) => void
}

/**
 * Goes on minute by minute until the signal, or until a replay is over, then folds what has come into the months. Candles
 * come by a stream where the exchange has one, and what it lacks is asked for. An exchange that does not answer is tried
 * again at the next minute; what was missed comes then.
 */
export async function followBases(
  context: UpdateContext,
  reports: readonly BaseUpdate[],
  options: FollowOptions,
): Promise<void> {
  const listed = reports.filter(isListed)
  const symbols = listed.map(({ base }) => base.market.symbol)
  const stream = options.poll ? undefined : candleStream(() => context.venue.exchange(), symbols, options.say)
  try {
    await stream?.begin()
    options.say(followingText(listed, stream))
    await withWriters(context.store, listed, [], async (followed) => {
      try {
        await everyMinute(context, (day) => minute(context, followed, stream, options, day))
        if (stream && !context.signal.aborted) await auditAll(context, followed, stream, options)
      } finally {
        for (const { writer } of followed) await writer.fold()
      }
    })
  } finally {
    await stream?.close()
  }
  for (const report of reports) {
    report.stored = await context.store.range(report.base.market)
    if (!context.signal.aborted) await options.afterMinute(report, 0)
  }
}

/** What the exchange has taken off is followed no longer. */
function isListed({ note }: BaseUpdate): boolean {
  return note === undefined
}

function followingText(reports: readonly BaseUpdate[], stream: CandleStream | undefined): string {
  const how = stream?.runs() ? 'by WebSocket' : 'by asking each minute'
  return `following ${reports.map(({ base }) => base.name).join(', ')} ${how}; Ctrl-C ends it`
}

/** Becomes the only writer of all markets at once, or of none. */
async function withWriters<T>(
  store: CandleStore,
  reports: readonly BaseUpdate[],
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
  all: readonly Followed[],
  stream: CandleStream | undefined,
  options: FollowOptions,
  newDay: boolean,
): Promise<void> {
  const followed = all.filter(({ report }) => isListed(report))
  const overlap = (stream ? AUDIT_OVERLAP : OVERLAP) * MINUTE
  const changedFrom = followed.map(({ report }) => (report.stored?.to ?? 0) - overlap)
  await stream?.begin()
  if (stream?.runs()) await candlesArrive(context, followed, stream)
  const now = Math.floor(context.venue.clock.now() / MINUTE)
  const shared: FollowedMinute = { stream, say: options.say, away: false }
  await runInParallel([...followed.entries()], context.options.parallel, async ([index, one]) => {
    if (newDay) await one.writer.fold()
    // Bases take turns, so that not all are asked for in the same minute.
    await followMarket(context, one, shared, (now + index) % AUDIT_EVERY === 0)
    return !context.signal.aborted
  })
  // One after the other: some are made of the candles of other bases too. Frames know the days that they were made of, so
  // once a day is over its last minutes concern whatever looks into it.
  const earliest = newDay ? 0 : Math.min(...changedFrom)
  for (const { report } of followed) if (!context.signal.aborted) await options.afterMinute(report, earliest)
}

/** The last candles of all bases once more, at the end of a replay. */
async function auditAll(
  context: UpdateContext,
  followed: readonly Followed[],
  stream: CandleStream,
  { say }: FollowOptions,
): Promise<void> {
  const shared: FollowedMinute = { stream, say, away: false }
  const listed = followed.filter(({ report }) => isListed(report))
  await runInParallel(listed, context.options.parallel, async (one) => {
    await followMarket(context, one, shared, true)
    return !context.signal.aborted
  })
}

/** Waits until the stream has told of the minute that is over, or for as long as that usually takes. */
async function candlesArrive(
  { venue }: UpdateContext,
  followed: readonly Followed[],
  { inbox }: CandleStream,
): Promise<void> {
  const [first] = followed
  if (!first) return
  const calendar = calendarOf(first.report.base.market)
  const last = endOfFinishedCandles(calendar, venue.clock) - calendar.interval
  const symbols = followed.map(({ report }) => report.base.market.symbol)
  await inbox.waitForCandles(symbols, last, venue.patience)
}
