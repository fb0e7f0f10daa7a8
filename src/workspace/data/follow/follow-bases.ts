import { alwaysOpen } from '../../../core/calendar.js'
import { calendarOf } from '../../../core/market.js'
import { DAY, MINUTE } from '../../../core/time.js'
import { runInParallel } from '../../../runtime/run-in-parallel.js'
import { withCandleWriters } from '../candle-writers.js'
import type { BaseUpdate } from '../update/result.js'
import { endOfFinishedCandles, type UpdateContext } from '../update/update-bases.js'
import { openCandleStream, type CandleStream } from './candle-stream.js'
import {
  AUDIT_EVERY,
  AUDIT_OVERLAP,
  OVERLAP,
  followMarket,
  type FollowedBase,
  type FollowedMinute,
} from './follow-market.js'

export interface FollowOptions {
  /** Asks for candles each minute, also where the exchange has streams of them. */
  readonly poll: boolean
  /** Told once, before the first minute. */
  readonly onStart: (updates: readonly BaseUpdate[], isStreamed: boolean) => void
  /** After the candles of each minute: those before `changedFrom` are as they were. */
  readonly afterMinute: (update: BaseUpdate, changedFrom: number) => Promise<void>
  readonly log: (line: string) => void
}

/**
 * Goes on minute by minute until the signal, or until a replay is over, then folds what has come into the months. Candles
 * come by a stream where the exchange has one, and what it lacks is downloaded. An exchange that does not answer is tried
 * again at the next minute; what was missed comes then.
 */
export async function followBases(
  context: UpdateContext,
  updates: readonly BaseUpdate[],
  options: FollowOptions,
): Promise<void> {
  const { store, history, signal } = context
  const listed = updates.filter(isListed)
  const markets = listed.map(({ base }) => base.market)
  const symbols = markets.map(({ symbol }) => symbol)
  const stream = options.poll ? undefined : openCandleStream(() => history.connect(), symbols, options.log)
  try {
    await stream?.start()
    options.onStart(listed, stream?.isRunning() ?? false)
    await withCandleWriters(store, markets, async (writers) => {
      const followed = listed.flatMap((update, i) => (writers[i] ? [{ update, writer: writers[i] }] : []))
      try {
        await everyMinute(context, (isNewDay) => followMinute(context, followed, stream, options, isNewDay))
        if (stream && !signal.aborted) await auditAll(context, followed, stream, options)
      } finally {
        for (const { writer } of followed) await writer.fold()
      }
    })
  } finally {
    await stream?.close()
  }
  for (const update of updates) {
    update.stored = await store.range(update.base.market)
    if (!signal.aborted) await options.afterMinute(update, 0)
  }
}

/** What the exchange has taken off is followed no longer. */
function isListed({ note }: BaseUpdate): boolean {
  return note === undefined
}

/** Calls `work` after each minute, with whether it is the first of a new UTC day. */
async function everyMinute(
  { history, signal }: UpdateContext,
  work: (isNewDay: boolean) => Promise<void>,
): Promise<void> {
  const { clock } = history
  const minutes = alwaysOpen()
  let day = Math.floor(clock.now() / DAY)
  while (!signal.aborted && (history.end === undefined || clock.now() < history.end)) {
    const next = minutes.timeAt(minutes.ordinalAt(clock.now()) + 1) + history.delay
    try {
      await clock.sleepUntil(history.end === undefined ? next : Math.min(next, history.end), signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const today = Math.floor(clock.now() / DAY)
    await work(today > day)
    day = today
  }
}

async function followMinute(
  context: UpdateContext,
  all: readonly FollowedBase[],
  stream: CandleStream | undefined,
  options: FollowOptions,
  isNewDay: boolean,
): Promise<void> {
  const followed = all.filter(({ update }) => isListed(update))
  const overlap = (stream ? AUDIT_OVERLAP : OVERLAP) * MINUTE
  const changedFrom = followed.map(({ update }) => (update.stored?.to ?? 0) - overlap)
  await stream?.start()
  if (stream?.isRunning()) await waitForStream(context, followed, stream)
  const now = Math.floor(context.history.clock.now() / MINUTE)
  const minute: FollowedMinute = { stream, log: options.log, isAway: false }
  await runInParallel([...followed.entries()], context.options.parallel, async ([index, one]) => {
    if (isNewDay) await one.writer.fold()
    // Bases take turns, so that not all are downloaded in the same minute.
    await followMarket(context, one, minute, (now + index) % AUDIT_EVERY === 0)
    return !context.signal.aborted
  })
  // One after the other: some are made of the candles of other bases too. Frames know the days that they were made of, so
  // once a day is over its last minutes concern whatever looks into it.
  const earliest = isNewDay ? 0 : Math.min(...changedFrom)
  for (const { update } of followed) if (!context.signal.aborted) await options.afterMinute(update, earliest)
}

/** The last candles of all bases once more, at the end of a replay. */
async function auditAll(
  context: UpdateContext,
  followed: readonly FollowedBase[],
  stream: CandleStream,
  { log }: FollowOptions,
): Promise<void> {
  const minute: FollowedMinute = { stream, log, isAway: false }
  const listed = followed.filter(({ update }) => isListed(update))
  await runInParallel(listed, context.options.parallel, async (one) => {
    await followMarket(context, one, minute, true)
    return !context.signal.aborted
  })
}

/** Waits until the stream has brought the minute that is over, or for as long as that usually takes. */
async function waitForStream(
  { history }: UpdateContext,
  followed: readonly FollowedBase[],
  { candles }: CandleStream,
): Promise<void> {
  const [first] = followed
  if (!first) return
  const calendar = calendarOf(first.update.base.market)
  const last = endOfFinishedCandles(calendar, history.clock) - calendar.interval
  const symbols = followed.map(({ update }) => update.base.market.symbol)
  await candles.waitForCandles(symbols, last, history.streamWait)
}
