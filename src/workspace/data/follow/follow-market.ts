import { CancelledError, messageOf } from '../../../core/errors.js'
import { calendarOf } from '../../../core/market.js'
import { isoMinute, type TimeRange } from '../../../core/time.js'
import type { Exchange } from '../../../exchange/exchange.js'
import { ExchangeRefusedError, ExchangeUnavailableError } from '../../../exchange/exchange-errors.js'
import { isValidCandle, type Rows } from '../../../ohlcv/update/fetch-rows.js'
import { storeRows } from '../../../ohlcv/update/store-rows.js'
import type { CandleWriter } from '../../../store/candles/candle-store.js'
import type { CandleStream } from './candle-stream.js'
import { endOfFinishedCandles, downloadCandles, type UpdateContext } from '../update/update-bases.js'
import type { BaseUpdate } from '../update/result.js'

/** A base that is followed, and the writer of its market. */
export interface FollowedBase {
  readonly update: BaseUpdate
  readonly writer: CandleWriter
}

/** One minute of following, for all bases together. */
export interface FollowedMinute {
  readonly stream: CandleStream | undefined
  readonly log: (line: string) => void
  /** Set where the exchange did not answer: the other bases do not wait for it too. */
  isAway: boolean
}

/** Candles that are downloaded again each minute without a stream. */
export const OVERLAP = 10
/** With a stream every base is audited once in so many minutes; each candle is downloaded again twice. */
export const AUDIT_EVERY = 10
export const AUDIT_OVERLAP = 3 * AUDIT_EVERY

/**
 * Stores what has finished since the last time. An exchange that does not answer is logged, and what was missed comes with
 * the next minute; a market that it refuses, because it is no longer listed, gets a note. With `audit` the last candles are
 * downloaded again although the stream lacks none: exchanges revise them.
 */
export async function followMarket(
  context: UpdateContext,
  one: FollowedBase,
  minute: FollowedMinute,
  audit: boolean,
): Promise<void> {
  const { update } = one
  const { name, market } = update.base
  const known = update.revisions.length
  try {
    const exchange = await context.history.connect()
    await context.history.countRetries(
      () => void update.retries++,
      () => storeNewCandles(context, exchange, one, minute, audit),
    )
  } catch (error) {
    if (error instanceof CancelledError) return
    if (error instanceof ExchangeUnavailableError) {
      minute.isAway = true
      minute.log(`${name}: ${messageOf(error)}; what is missed comes with the next minute`)
    } else if (error instanceof ExchangeRefusedError) {
      update.note = `${messageOf(error)}; no longer followed, its candles stay`
      minute.log(`${name}: ${update.note}`)
    } else throw error
  }
  for (const { time } of update.revisions.slice(known)) minute.log(`${name}: ${isoMinute(time)} was revised`)
  update.stored = await context.store.range(market)
}

async function storeNewCandles(
  context: UpdateContext,
  exchange: Exchange,
  { update, writer }: FollowedBase,
  minute: FollowedMinute,
  audit: boolean,
): Promise<void> {
  const { stream, isAway } = minute
  if (!stream?.isRunning()) {
    await downloadCandles(context, exchange, writer, update, { overlap: OVERLAP, append: true })
    return
  }
  await storeStreamed(context, exchange, { update, writer }, stream, isAway)
  if (audit && !isAway) await auditLast(context, exchange, { update, writer })
}

/** Stores what the stream brought, after asking for what it did not: that counts as repairs. */
async function storeStreamed(
  context: UpdateContext,
  exchange: Exchange,
  { update, writer }: FollowedBase,
  { candles }: CandleStream,
  isAway: boolean,
): Promise<void> {
  const { store, history } = context
  const { market } = update.base
  const calendar = calendarOf(market)
  const end = endOfFinishedCandles(calendar, history.clock)
  const stored = await store.range(market)
  const earliest = (stored?.to ?? end) - AUDIT_OVERLAP * calendar.interval
  const rows: Rows = new Map()
  for (const [time, row] of candles.candlesOf(market.symbol)) {
    // What is older has been downloaded since.
    if (time >= earliest && time < end && isValidCandle(row, calendar)) rows.set(time, row)
  }
  const range = { from: Math.min(stored?.to ?? end, ...rows.keys()), to: end }
  if (range.from >= range.to || (isAway && !isComplete(range, rows, calendar.interval))) return
  const source = { exchange, symbol: market.symbol, calendar }
  const { added, repaired } = update
  await storeRows({ source, market, store, writer, append: true }, range, rows, update)
  update.streamed += update.added - added - (update.repaired - repaired)
  candles.dropBefore(market.symbol, end)
}

function isComplete({ from, to }: TimeRange, rows: Rows, interval: number): boolean {
  return rows.size === Math.round((to - from) / interval)
}

/** Finds candles that were revised, and those that neither the stream nor the exchange had in time. */
async function auditLast(context: UpdateContext, exchange: Exchange, { update, writer }: FollowedBase): Promise<void> {
  const { added, repaired } = update
  await downloadCandles(context, exchange, writer, update, { overlap: AUDIT_OVERLAP, append: true })
  // Those that came with a second answer count already.
  update.repaired += update.added - added - (update.repaired - repaired)
}
