import { UserError } from '../../core/errors.js'
import type { Candles } from '../../core/candles.js'
import { rangeOf } from '../../core/grid.js'
import { silentProgress, type Progress } from '../../core/progress.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { findAdapter } from '../../exchange/adapters.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../exchange/simulated/simulated-exchange.js'
import type { Pace } from '../../exchange/simulated/clock/server-clock.js'
import type { MinuteReport, TradedBase } from '../../trading/trade-options.js'
import { runTrade, type TradingRunOptions } from './run-trade.js'
import type { TradeReport } from './trade-report.js'

export interface ReplayBase extends TradedBase {
  /** What is replayed, with at least `history` candles before the range. */
  readonly candles: Candles
}

export interface ReplayTrade extends Omit<TradingRunOptions, 'bases' | 'until' | 'candleDelay'> {
  readonly bases: readonly ReplayBase[]
  /** The time that is traded; every base's candles must cover it. */
  readonly range: TimeRange
  /** Quote in the account at the start, decimal text. */
  readonly startQuote: string
  /** Default: stepped, as fast as it goes. */
  readonly pace?: Pace
  readonly progress?: Progress
}

/**
 * Trades on candles that are replayed by a simulated exchange in this process, through unmodified ccxt over loopback. The
 * account belongs to this run alone. Throws UserError where a base's candles do not cover the range and its history.
 */
export async function tradeOnReplay(request: ReplayTrade): Promise<TradeReport> {
  const { bases, range, startQuote, config, pace = 'stepped' } = request
  for (const base of bases) requireCoverage(base, range, request.history)
  const server = await startSimulatedExchange({
    candles: new Map(bases.map(({ symbol, candles }) => [symbol, candles])),
    balances: { [config.quote]: startQuote },
    range,
    pace,
    makerFee: config.fees.maker,
    takerFee: config.fees.taker,
  })
  try {
    return await tradeOn(server, request)
  } finally {
    await server.close()
  }
}

async function tradeOn(server: SimulatedExchange, request: ReplayTrade): Promise<TradeReport> {
  const { bases, range, config, progress = silentProgress } = request
  const { clock } = server.control
  const exchange = await findAdapter('binance').open({ id: 'binance', ...server, clock })
  const task = progress.start('replay', Math.round((range.to - range.from) / MINUTE), 'minutes')
  const onMinute = (report: MinuteReport): void => {
    task.update((report.minute - range.from) / MINUTE + 1, `${report.equity.toFixed(2)} ${config.quote}`)
    request.onMinute?.(report)
  }
  try {
    const venue = { exchange, clock, account: request.runId, mode: 'replay' } as const
    return await runTrade({ ...request, bases: bases.map(withoutCandles), until: range.to, onMinute }, venue)
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

function withoutCandles({ name, symbol, blocked }: ReplayBase): TradedBase {
  return blocked === undefined ? { name, symbol } : { name, symbol, blocked }
}
