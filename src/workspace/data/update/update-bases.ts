import type { Base } from '../../../config/markets.js'
import type { WorkspaceConfig } from '../../../config/schema.js'
import type { Calendar } from '../../../core/calendar.js'
import type { Clock } from '../../../core/clock.js'
import { UserError } from '../../../core/errors.js'
import { uint8ColumnOf } from '../../../core/frame.js'
import { runInParallel } from '../../../runtime/run-in-parallel.js'
import { calendarOf } from '../../../core/market-calendar.js'
import type { Market } from '../../../core/market.js'
import type { Progress, ProgressTask } from '../../../core/progress.js'
import { DAY, MINUTE, intersect, isoMinute, type TimeRange } from '../../../core/time.js'
import type { Exchange } from '../../../exchange/exchange.js'
import { ExchangeUnavailableError } from '../../../exchange/exchange-error.js'
import { findGaps, type Gap } from '../../../ohlcv/gaps.js'
import { updateMarket } from '../../../ohlcv/update/update-market.js'
import type { CandleStore, CandleWriter } from '../../../store/candles/candle-store.js'
import type { HistoryExchange } from './history-exchange.js'
import type { UpdateOptions } from '../../../cli/update/update-options.js'
import { createBaseUpdate, type BaseUpdate } from './update-report.js'

export interface UpdateContext {
  readonly config: WorkspaceConfig
  readonly options: UpdateOptions
  readonly store: CandleStore
  readonly venue: HistoryExchange
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** A base without candles begins so long before now, unless `--from` says otherwise. */
const USUAL_HISTORY = 30 * DAY

/**
 * Brings the candles of several bases up to now, some at a time. What goes wrong with one base stands in its report and
 * does not stop the others, unless the exchange cannot be reached at all.
 */
export async function updateBases(context: UpdateContext, bases: readonly Base[]): Promise<BaseUpdate[]> {
  const reports = bases.map(createBaseUpdate)
  const waiting = new Set(reports)
  let unreachable: string | undefined
  await runInParallel(reports, context.options.parallel, async (report) => {
    waiting.delete(report)
    try {
      await context.venue.counting(
        () => void report.retries++,
        () => updateBase(context, report),
      )
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      report.fault = error.message
      if (error instanceof ExchangeUnavailableError) unreachable = error.message
    }
    return unreachable === undefined
  })
  for (const report of reports) {
    report.stored = await context.store.range(report.base.market)
    if (waiting.has(report)) report.fault = unreachable
  }
  return reports
}

async function updateBase(context: UpdateContext, report: BaseUpdate): Promise<void> {
  const { store, venue } = context
  const { market } = report.base
  const stored = await store.range(market)
  if (isUpToDate(context, market, stored)) return
  const exchange = await venue.exchange()
  if (!(await isListed(exchange, report, stored))) return
  const since = (stored?.to ?? 0) - context.options.overlap * MINUTE
  await store.write(market, async (writer) => {
    await writer.fold()
    await downloadCandles(context, exchange, writer, report, { overlap: context.options.overlap })
  })
  report.gaps = await gapsSince(context, market, Math.min(since, context.options.from ?? since))
}

/** Brings one base up to now through its writer, and adds to its report what was done. */
export async function downloadCandles(
  { options, store, venue, progress, signal }: UpdateContext,
  exchange: Exchange,
  writer: CandleWriter,
  report: BaseUpdate,
  { overlap, append = false }: { readonly overlap: number; readonly append?: boolean },
): Promise<void> {
  const { name, market } = report.base
  const calendar = calendarOf(market)
  const end = endOfFinishedCandles(calendar, venue.clock)
  let task: ProgressTask | undefined
  try {
    await updateMarket({
      source: { exchange, symbol: market.symbol, calendar },
      market,
      store,
      writer,
      end,
      begin: calendar.timeAt(calendar.ordinalAt(end - USUAL_HISTORY)),
      from: append ? undefined : options.from,
      overlap,
      append,
      replaceAll: options.replace,
      tally: report,
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

/** Whether nothing can be new, as far as the clock tells: then nobody is asked. */
function isUpToDate({ options, venue }: UpdateContext, market: Market, stored: TimeRange | undefined): boolean {
  if (!stored || (options.from !== undefined && options.from < stored.from)) return false
  return stored.to >= endOfFinishedCandles(calendarOf(market), venue.clock)
}

/** A market that the exchange has taken off keeps its candles; one that it never had is a fault. */
async function isListed(exchange: Exchange, report: BaseUpdate, stored: TimeRange | undefined): Promise<boolean> {
  const { name, market } = report.base
  if ((await exchange.fetchMarketRules()).has(market.symbol)) return true
  if (!stored) {
    throw new UserError(
      `${exchange.id} has no ${market.type} market ${market.symbol}; check the base ${name} and the quote in followupward.yaml`,
    )
  }
  report.note = `${exchange.id} no longer lists ${market.symbol}; its candles until ${isoMinute(stored.to)} stay`
  return false
}

async function gapsSince({ config, store }: UpdateContext, market: Market, from: number): Promise<readonly Gap[]> {
  const stored = await store.range(market)
  const part = stored && intersect(stored, { from, to: stored.to })
  if (!part) return []
  const frame = await store.readColumns(market, ['filled'], part)
  return findGaps({ grid: frame.grid, filled: uint8ColumnOf(frame, 'filled') }, config.gaps)
}
