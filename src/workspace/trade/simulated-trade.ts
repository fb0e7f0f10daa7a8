import { UserError } from '../../core/errors.js'
import type { Candles } from '../../core/candles.js'
import { rangeOf, rowAt } from '../../core/grid.js'
import { silentProgress, type Progress } from '../../core/progress.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { findAdapter } from '../../exchange/adapters.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../exchange/simulated/simulated-exchange.js'
import type { Pace } from '../../exchange/simulated/clock/server-clock.js'
import type { MinuteReport, TradedBase } from '../../trading/trade-options.js'
import { describeEarlierTrading, type InterruptedReplay } from './interrupted-replay.js'
import { runTrade, type TradingRunOptions } from './run-trade.js'
import type { TradeReport } from './trade-report.js'

export interface ReplayBase extends TradedBase {
  /** What is replayed, with at least `history` candles before the range. */
  readonly candles: Candles
}

export interface ReplayTrade extends Omit<TradingRunOptions, 'bases' | 'until' | 'candleDelay' | 'interrupted'> {
  readonly bases: readonly ReplayBase[]
  /** The time that is traded; every base's candles must cover it. */
  readonly range: TimeRange
  /** Quote in the account at the start, decimal text. */
  readonly startQuote: string
  /** Default: stepped, as fast as it goes. */
  readonly pace?: Pace
  readonly progress?: Progress
  /** The run of the book to go on with, which is `runId`; only a stepped replay can. */
  readonly interrupted?: InterruptedReplay | undefined
}

/**
 * Trades on candles that are replayed by a simulated exchange in this process, through unmodified ccxt over loopback. The
 * account belongs to this run alone. Throws UserError where a base's candles do not cover the range and its history, and RebuildError
 * where the exchange of the interrupted run cannot be rebuilt from the book; nothing was traded then.
 */
export async function tradeOnReplay(request: ReplayTrade): Promise<TradeReport> {
  const { book, bases, range, startQuote, config, pace = 'stepped', interrupted } = request
  for (const base of bases) requireCoverage(base, range, request.history)
  const server = await startSimulatedExchange({
    candles: new Map(bases.map(({ symbol, candles }) => [symbol, candles])),
    balances: { [config.quote]: startQuote },
    range,
    pace,
    makerFee: config.fees.maker,
    takerFee: config.fees.taker,
    ...(interrupted && { earlier: describeEarlierTrading(book, interrupted) }),
  })
  try {
    return await tradeOn(server, request)
  } finally {
    await server.close()
  }
}

async function tradeOn(server: SimulatedExchange, request: ReplayTrade): Promise<TradeReport> {
  const { bases, range, config, progress = silentProgress, interrupted } = request
  const { clock } = server.control
  const exchange = await findAdapter('binance').open({ id: 'binance', ...server, clock })
  const task = progress.start('replay', Math.round((range.to - range.from) / MINUTE), 'minutes')
  const onMinute = (report: MinuteReport): void => {
    task.update((report.minute - range.from) / MINUTE + 1, `${report.equity.toFixed(2)} ${config.quote}`)
    request.onMinute?.(report)
  }
  try {
    const venue = { exchange, clock, account: request.runId, mode: 'replay' } as const
    const resumed = interrupted && { run: interrupted.run, firstCloses: firstCloses(bases, range.from) }
    const options = { ...request, bases: bases.map(withoutCandles), until: range.to, onMinute, interrupted: resumed }
    return await runTrade(options, venue)
  } finally {
    task.end()
    await exchange.close()
  }
}

function requireCoverage({ name, candles }: ReplayBase, range: TimeRange, history: number): void {
  const there = rangeOf(candles.grid)
  const first = there.from + history * MINUTE + MINUTE
  if (range.from >= first && range.to <= there.to && range.from < range.to) return
  throw new UserError(
    `${name} cannot be traded from ${isoMinute(range.from)} to ${isoMinute(range.to)}: with a history of ${history} candles its candles allow ${isoMinute(first)} to ${isoMinute(there.to)}`,
  )
}

/** A base as trading knows it. */
export function withoutCandles({ name, symbol, blocked }: ReplayBase): TradedBase {
  return blocked === undefined ? { name, symbol } : { name, symbol, blocked }
}

/** The closes that are known in the first minute of a replay. */
function firstCloses(bases: readonly ReplayBase[], from: number): ReadonlyMap<string, number> {
  const first = Math.ceil(from / MINUTE) * MINUTE
  return new Map(
    bases.map(
      ({ name, candles: { grid, close } }) => [name, close[rowAt(grid, first - MINUTE)] ?? Number.NaN] as const,
    ),
  )
}
