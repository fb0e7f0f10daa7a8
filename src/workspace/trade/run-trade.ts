import type { Book } from '../../bookkeeping/book.js'
import type { RunMode, RunStart } from '../../bookkeeping/records.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Calendar } from '../../core/calendar.js'
import type { Clock } from '../../core/clock.js'
import { MINUTE } from '../../core/time.js'
import type { Exchange } from '../../exchange/exchange.js'
import { DEFAULT_LOSS_MINUTES } from '../../trading/decide.js'
import { runTradingLoop } from '../../trading/trading-loop.js'
import type { Thresholds } from '../../trading/signal.js'
import type { MinuteReport, ScoreFunction, TradedBase, TradeOptions } from '../../trading/trade-options.js'
import { openRunControl, type RunControl } from './run-control.js'
import { buildTradeReport, type TradeReport } from './trade-report.js'

/** Where it is traded: an exchange with its clock, and the account whose positions are continued. */
export interface Venue {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly account: string
  readonly mode: RunMode
}

export interface TradingRunOptions {
  readonly book: Book
  /** Unique in the book. */
  readonly runId: string
  readonly bases: readonly TradedBase[]
  /** Candles before the current one that a score needs. */
  readonly history: number
  readonly score: ScoreFunction
  /** Why a base may not be bought in a minute. */
  readonly buyBlockedReason?: NonNullable<TradeOptions['buyBlockedReason']>
  /** Why a base is not under watch in a minute. */
  readonly unwatchedReason?: NonNullable<TradeOptions['unwatchedReason']>
  /** The bases that this is asked of. */
  readonly byVolume?: readonly string[]
  readonly classifier?: { readonly id: string; readonly hash: string }
  readonly config: Pick<WorkspaceConfig, 'trading' | 'fees' | 'quote' | 'blacklist' | 'gaps'>
  readonly thresholds: Thresholds
  readonly until?: number
  /** When the markets are open; default: always. */
  readonly calendar?: Calendar
  /** Milliseconds after the full minute at which candles are asked for; default 0. */
  readonly candleDelay?: number
  /** Whether what the account does not hold of the positions in the book is written off. */
  readonly acceptBalances?: boolean
  readonly signal: AbortSignal
  /** The machine's clock; with it the run can be paused and killed through the book, and shows there that it lives. */
  readonly machineClock?: Clock
  readonly onMinute?: (report: MinuteReport) => void
}

/** Trades on a venue until `until` or until stopped, and sums up what came of it. Closes nothing. */
export async function runTrade(
  request: TradingRunOptions,
  { exchange, clock, account, mode }: Venue,
): Promise<TradeReport> {
  const { book, config } = request
  const minutes: Pick<MinuteReport, 'minute' | 'equity' | 'closes'>[] = []
  const run = describeRun(request, account, mode, clock.now())
  const before = book.positions(account)
  const control = request.machineClock && openRunControl({ ...request, account, clock: request.machineClock })
  const trading = runTradingLoop({
    ...request,
    ...(control && withControl(request, control)),
    exchange,
    clock,
    run,
    config: config.trading,
    quote: config.quote,
    onMinute: (report) => {
      minutes.push({ minute: report.minute, equity: report.equity, closes: report.closes })
      control?.addEquity({ minute: report.minute, equity: report.equity })
      request.onMinute?.(report)
    },
  })
  control?.begin()
  const outcome = await trading.finally(() => control?.end())
  const from = minutes[0]?.minute ?? run.time
  const to = Math.max((minutes.at(-1)?.minute ?? run.time - MINUTE) + MINUTE, from)
  return buildTradeReport({
    ...request,
    run,
    outcome,
    quote: config.quote,
    range: { from, to },
    before,
    minutes,
    takerFee: config.fees.taker,
  })
}

/** A paused account buys nothing; what it holds is still sold. */
function withControl(
  { buyBlockedReason }: TradingRunOptions,
  { signal, paused }: RunControl,
): Pick<TradeOptions, 'signal'> & Required<Pick<TradeOptions, 'buyBlockedReason'>> {
  return { signal, buyBlockedReason: async (base, minute) => paused() ?? buyBlockedReason?.(base, minute) }
}

function describeRun(request: TradingRunOptions, account: string, mode: RunMode, time: number): RunStart {
  const { runId, config, thresholds, bases, byVolume = [], classifier } = request
  const { blacklist, gaps, quote } = config
  const trading = { ...config.trading, lossMinutes: config.trading.lossMinutes ?? DEFAULT_LOSS_MINUTES }
  const settings = JSON.stringify({ trading, blacklist, gaps, thresholds, quote, bases, byVolume })
  const run = { id: runId, account, mode, time, config: settings }
  return classifier ? { ...run, classifier } : run
}
