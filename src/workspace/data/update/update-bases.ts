import type { Base } from '../../../config/markets.js'
import type { WorkspaceConfig } from '../../../config/schema.js'
import type { Calendar } from '../../../core/calendar.js'
import type { Clock } from '../../../core/clock.js'
import { UserError } from '../../../core/errors.js'
import { uint8ColumnOf } from '../../../core/frame.js'
import { runInParallel } from '../../../runtime/run-in-parallel.js'
import { calendarOf, type Market } from '../../../core/market.js'
import type { Progress, ProgressTask } from '../../../core/progress.js'
import { DAY, MINUTE, intersect, isoMinute, type TimeRange } from '../../../core/time.js'
import type { Exchange } from '../../../exchange/exchange.js'
import { ExchangeUnavailableError } from '../../../exchange/exchange-errors.js'
import { findGaps, type Gap } from '../../../ohlcv/gaps.js'
import { updateMarket } from '../../../ohlcv/update/update-market.js'
import type { CandleStore, CandleWriter } from '../../../store/candles/candle-store.js'
import type { HistoryExchange } from './history-exchange.js'
import { createBaseUpdate, type BaseUpdate } from './result.js'

/** How candles are brought up to now. */
export interface UpdateOptions {
  /** Where history begins; default: at the first stored candle. */
  readonly from: number | undefined
  /** Stored candles that are downloaded again. */
  readonly overlap: number
  /** Bases at once. */
  readonly parallel: number
  /** Whether stored candles are replaced even where all that were fetched again differ. */
  readonly replace: boolean
}

export interface UpdateContext {
  readonly config: WorkspaceConfig
  readonly options: UpdateOptions
  readonly store: CandleStore
  readonly history: HistoryExchange
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** A base without candles begins so long before now where the request gives no other beginning. */
const DEFAULT_HISTORY = 30 * DAY

/**
 * Brings the candles of several bases up to now, some at a time. What goes wrong with one base stands in its update and
 * does not stop the others, unless the exchange cannot be reached at all.
 */
export async function updateBases(context: UpdateContext, bases: readonly Base[]): Promise<BaseUpdate[]> {
  const updates = bases.map(createBaseUpdate)
  const waiting = new Set(updates)
  let unreachable: string | undefined
  await runInParallel(updates, context.options.parallel, async (update) => {
    waiting.delete(update)
    try {
      await context.history.countRetries(
        () => void update.retries++,
        () => updateBase(context, update),
      )
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      update.error = error.message
      if (error instanceof ExchangeUnavailableError) unreachable = error.message
    }
    return unreachable === undefined
  })
  for (const update of updates) {
    update.stored = await context.store.range(update.base.market)
    if (waiting.has(update)) update.error = unreachable
  }
  return updates
}

async function updateBase(context: UpdateContext, update: BaseUpdate): Promise<void> {
  const { store, history } = context
  const { market } = update.base
  const stored = await store.range(market)
  if (isUpToDate(context, market, stored)) return
  const exchange = await history.connect()
  if (!(await isListed(exchange, update, stored))) return
  const since = (stored?.to ?? 0) - context.options.overlap * MINUTE
  await store.write(market, async (writer) => {
    await writer.fold()
    await downloadCandles(context, exchange, writer, update, { overlap: context.options.overlap })
  })
  update.gaps = await gapsSince(context, market, Math.min(since, context.options.from ?? since))
}

/** Brings one base up to now through its writer, and adds to its update what was done. */
export async function downloadCandles(
  { options, store, history, progress, signal }: UpdateContext,
  exchange: Exchange,
  writer: CandleWriter,
  update: BaseUpdate,
  { overlap, append = false }: { readonly overlap: number; readonly append?: boolean },
): Promise<void> {
  const { name, market } = update.base
  const calendar = calendarOf(market)
  const end = endOfFinishedCandles(calendar, history.clock)
  let task: ProgressTask | undefined
  try {
    await updateMarket({
      source: { exchange, symbol: market.symbol, calendar },
      market,
      store,
      writer,
      end,
      begin: calendar.timeAt(calendar.ordinalAt(end - DEFAULT_HISTORY)),
      from: append ? undefined : options.from,
      overlap,
      append,
      replaceAll: options.replace,
      tally: update,
      signal,
      onProgress: (done, total) => {
        if (!append) task ??= progress.start(name, total, 'candles')
        task?.update(done)
      },
    })
  } finally {
    task?.end()
  }
}

/** The end of the last candle that has finished by the clock. */
export function endOfFinishedCandles(calendar: Calendar, clock: Clock): number {
  return calendar.timeAt(calendar.ordinalAt(clock.now()))
}

/** Whether nothing can be new, as far as the clock tells: then no request is sent. */
function isUpToDate({ options, history }: UpdateContext, market: Market, stored: TimeRange | undefined): boolean {
  if (!stored || (options.from !== undefined && options.from < stored.from)) return false
  return stored.to >= endOfFinishedCandles(calendarOf(market), history.clock)
}

/** A market that the exchange has taken off keeps its candles; one that it never had is an error. */
async function isListed(exchange: Exchange, update: BaseUpdate, stored: TimeRange | undefined): Promise<boolean> {
  const { name, market } = update.base
  if ((await exchange.fetchMarketRules()).has(market.symbol)) return true
  if (!stored) {
    throw new UserError(
      `${exchange.id} has no ${market.type} market ${market.symbol}; check the base ${name} and the quote in followupward.yaml`,
    )
  }
  update.note = `${exchange.id} no longer lists ${market.symbol}; its candles until ${isoMinute(stored.to)} stay`
  return false
}

async function gapsSince({ config, store }: UpdateContext, market: Market, from: number): Promise<readonly Gap[]> {
  const stored = await store.range(market)
  const part = stored && intersect(stored, { from, to: stored.to })
  if (!part) return []
  const frame = await store.readColumns(market, ['filled'], part)
  return findGaps({ grid: frame.grid, filled: uint8ColumnOf(frame, 'filled') }, config.gaps)
}
