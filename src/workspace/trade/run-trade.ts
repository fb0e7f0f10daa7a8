import type { Book } from '../../bookkeeping/book.js'
import type { RunMode, RunStart } from '../../bookkeeping/records.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Calendar } from '../../core/calendar.js'
import type { Clock } from '../../core/clock.js'
import type { TimeRange } from '../../core/time.js'
import type { Exchange } from '../../exchange/exchange.js'
import { tradedExits } from '../../trading/decide.js'
import { runTradingLoop } from '../../trading/trading-loop.js'
import type { Thresholds } from '../../trading/signal.js'
import type { MinuteReport, ScoreFunction, TradedBase, TradeOptions } from '../../trading/trade-options.js'
import { openRunControl, type RunControl } from './run-control.js'
import { openRunMinutes } from './run-minutes.js'
import { buildTradeReport, type TradeReport } from './trade-report.js'

/** Where it is traded: an exchange with its clock, and the account whose positions are continued. */
export interface Venue {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly account: string
  readonly mode: RunMode
}

/** What a replay depends on beside the settings of all runs; two replays with the same conditions come to the same. */
export interface ReplayConditions extends TimeRange {
  /** Quote in the account at the start, decimal text. */
  readonly startQuote: string
  readonly pace: 'stepped' | number
  readonly fees: WorkspaceConfig['fees']
  /** A hash of the candles. */
  readonly candles: string
  /** A hash of the source of the features. */
  readonly features: string
}

/** A run of the book that goes on. */
export interface ResumedRun {
  readonly run: RunStart
  /** The closes of its first minute. */
  readonly firstCloses: ReadonlyMap<string, number>
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
  readonly replay?: ReplayConditions
  /** The run to go on with; its id is `runId`. */
  readonly interrupted?: ResumedRun | undefined
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
  const { book, config, interrupted } = request
  const minutes = openRunMinutes()
  const run = interrupted?.run ?? { id: request.runId, account, mode, ...describeRun(request, clock.now()) }
  const before = interrupted ? new Map() : book.positions(account)
  const earlier = interrupted ? book.equity(run.id) : []
  for (const { minute, equity } of earlier)
    minutes.add({ minute, equity, closes: interrupted?.firstCloses ?? new Map() })
  const control = request.machineClock && openRunControl({ ...request, account, clock: request.machineClock })
  const trading = runTradingLoop({
    ...request,
    ...(control && withControl(request, control)),
    exchange,
    clock,
    run,
    ...(interrupted && { resumed: { minutes: earlier.length } }),
    config: config.trading,
    quote: config.quote,
    onMinute: (report) => {
      minutes.add(report)
      control?.addEquity({ minute: report.minute, equity: report.equity })
      request.onMinute?.(report)
    },
  })
  control?.begin()
  const outcome = await trading.finally(() => control?.end())
  return buildTradeReport({
    ...request,
    run,
    outcome,
    quote: config.quote,
    range: minutes.range() ?? { from: run.time, to: run.time },
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

/** What the book says of a run beside its name: two runs of which it is the same, and in mode replay, come to the same. */
export function describeRun(
  { config, thresholds, bases, byVolume = [], classifier, replay }: DescribedRun,
  time: number,
): Pick<RunStart, 'time' | 'config' | 'classifier'> {
  const { blacklist, gaps, quote } = config
  const trading = { ...config.trading, lossMinutes: tradedExits(config.trading).lossMinutes ?? 0 }
  const settings = JSON.stringify({ trading, blacklist, gaps, thresholds, quote, bases, byVolume, replay })
  return { time, config: settings, ...(classifier && { classifier }) }
}

export type DescribedRun = Pick<
  TradingRunOptions,
  'config' | 'thresholds' | 'bases' | 'byVolume' | 'classifier' | 'replay'
>
