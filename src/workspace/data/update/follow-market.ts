import { CancelledError, messageOf } from '../../../core/errors.js'
import { calendarOf } from '../../../core/market-calendar.js'
import { isoMinute, type TimeRange } from '../../../core/time.js'
import type { Exchange } from '../../../exchange/exchange.js'
import { ExchangeRefusedError, ExchangeUnavailableError } from '../../../exchange/exchange-error.js'
import { isCandle, type Rows } from '../../../ohlcv/update/fetch-rows.js'
import { keepRows } from '../../../ohlcv/update/store-rows.js'
import type { CandleWriter } from '../../../store/candles/candle-store.js'
import type { CandleStream } from './candle-stream.js'
import { endOfFinishedCandles, downloadCandles, type UpdateContext } from './update-bases.js'
import type { BaseUpdate } from './update-report.js'

/** A base that is followed, and the writer of its market. */
export interface Followed {
  readonly report: BaseUpdate
  readonly writer: CandleWriter
}

/** One minute of following, for all bases together. */
export interface FollowedMinute {
  readonly stream: CandleStream | undefined
  readonly say: (line: string) => void
  /** Set where the exchange did not answer: the other bases do not wait for it too. */
  away: boolean
}

/** Candles that are asked for again each minute without a stream. */
export const OVERLAP = 10
/** With a stream every base is audited once in so many minutes; each candle is asked for again twice. */
export const AUDIT_EVERY = 10
export const AUDIT_OVERLAP = 3 * AUDIT_EVERY

/**
 * Keeps what has finished since the last time. An exchange that does not answer is told of, and what was missed comes with
 * the next minute; a market that it refuses, because it is no longer listed, gets a note. With `audit` the last candles are asked for again although the stream lacks none: exchanges revise them.
 */
export async function followMarket(
  context: UpdateContext,
  one: Followed,
  minute: FollowedMinute,
  audit: boolean,
): Promise<void> {
  const { report } = one
  const { name, market } = report.base
  const known = report.revisions.length
  try {
    const exchange = await context.venue.exchange()
    await context.venue.counting(
      () => void report.retries++,
      () => keepNew(context, exchange, one, minute, audit),
    )
  } catch (error) {
    if (error instanceof CancelledError) return
    if (error instanceof ExchangeUnavailableError) {
      minute.away = true
      minute.say(`${name}: ${messageOf(error)}; what is missed comes with the next minute`)
    } else if (error instanceof ExchangeRefusedError) {
      report.note = `${messageOf(error)}; no longer followed, its candles stay`
      minute.say(`${name}: ${report.note}`)
    } else throw error
  }
  for (const { time } of report.revisions.slice(known)) minute.say(`${name}: ${isoMinute(time)} was revised`)
  report.stored = await context.store.range(market)
}

async function keepNew(
  context: UpdateContext,
  exchange: Exchange,
  { report, writer }: Followed,
  minute: FollowedMinute,
  audit: boolean,
): Promise<void> {
  const { stream, away } = minute
  if (!stream?.runs()) {
    await downloadCandles(context, exchange, writer, report, { overlap: OVERLAP, append: true })
    return
  }
  await keepStreamed(context, exchange, { report, writer }, stream, away)
  if (audit && !away) await auditLast(context, exchange, { report, writer })
}

/** Stores what the stream brought, after asking for what it did not: that counts as repairs. */
async function keepStreamed(
  context: UpdateContext,
  exchange: Exchange,
  { report, writer }: Followed,
  { inbox }: CandleStream,
  away: boolean,
): Promise<void> {
  const { store, venue } = context
  const { market } = report.base
  const calendar = calendarOf(market)
  const end = endOfFinishedCandles(calendar, venue.clock)
  const stored = await store.range(market)
  const begin = (stored?.to ?? end) - AUDIT_OVERLAP * calendar.interval
  const rows: Rows = new Map()
  for (const [time, row] of inbox.candlesOf(market.symbol)) {
    // What is older has been asked for since.
    if (time >= begin && time < end && isCandle(row, calendar)) rows.set(time, row)
  }
  const range = { from: Math.min(stored?.to ?? end, ...rows.keys()), to: end }
  if (range.from >= range.to || (away && !isWhole(range, rows, calendar.interval))) return
  const source = { exchange, symbol: market.symbol, calendar }
  const { added, repaired } = report
  await keepRows({ source, market, store, writer, append: true }, range, rows, report)
  report.streamed += report.added - added - (report.repaired - repaired)
  inbox.dropBefore(market.symbol, end)
}

function isWhole({ from, to }: TimeRange, rows: Rows, interval: number): boolean {
  return rows.size === Math.round((to - from) / interval)
}

/** Finds candles that were revised, and those that neither the stream nor the exchange had in time. */
async function auditLast(context: UpdateContext, exchange: Exchange, { report, writer }: Followed): Promise<void> {
  const { added, repaired } = report
  await downloadCandles(context, exchange, writer, report, { overlap: AUDIT_OVERLAP, append: true })
  // Those that came with a second answer count already.
  report.repaired += report.added - added - (report.repaired - repaired)
}
