import { buyAndHoldGain } from './buy-and-hold.js'
import { equityCurve, maxDrawdown, type EquityPoint } from './equity.js'
import { countLabelEvents, type LabelEvents } from './label-events.js'
import { randomEntries, type RandomEntries, type TradedSeries } from './random-entries.js'
import type { ScoredSeries } from './scored-series.js'
import { thresholdMatrix, type ThresholdMatrix } from './threshold-matrix.js'
import { simulateTrades, type Trade } from './simulate-trades.js'

/** A pair of thresholds of the matrix. */
export interface ThresholdPair {
  readonly buyThreshold: number
  readonly sellThreshold: number
}

export interface AssessmentOptions {
  readonly fee: number
  /** The seed of the random entries. */
  readonly seed: number
  /** The cell to look at; left out, the one that did best on these very rows. */
  readonly cell?: ThresholdPair
  /** As `TradeRule` has it; left out or 0: a position is sold by its threshold alone. */
  readonly lossMinutes?: number | undefined
  /** Number of random draws. */
  readonly draws?: number
}

/** One cell's trades, and what they have to be compared with. Gains are summed over trades with the same stake each. */
export interface CellResult {
  readonly trades: readonly Trade[]
  readonly gain: number
  /** Trades with a gain above 0. */
  readonly wins: number
  readonly equity: readonly EquityPoint[]
  readonly maxDrawdown: number
  /** Summed gain, after fees, of one stake held over each contiguous range. */
  readonly buyAndHold: number
  readonly randomEntries: RandomEntries
  readonly events: LabelEvents
  readonly rows: number
}

export interface Assessment {
  readonly matrix: ThresholdMatrix
  readonly cell: ThresholdPair
  readonly overall: CellResult
  readonly bases: readonly (CellResult & { readonly series: ScoredSeries })[]
}

/** Everything that is reported about scores: the matrix over all thresholds, and one cell of it in detail. */
export function assess(series: readonly ScoredSeries[], options: AssessmentOptions): Assessment {
  const matrix = thresholdMatrix(series, options)
  const { buyThreshold, sellThreshold } = options.cell ?? matrix.best
  const rule = { buyThreshold, sellThreshold, fee: options.fee, lossMinutes: options.lossMinutes }
  const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
  return {
    matrix,
    cell: { buyThreshold, sellThreshold },
    overall: resultOf(traded, options),
    bases: traded.map((one) => ({ series: one.series, ...resultOf([one], options) })),
  }
}

function resultOf(traded: readonly TradedSeries[], options: AssessmentOptions): CellResult {
  const trades = traded.flatMap((one) => one.trades).sort((a, b) => a.buyTime - b.buyTime)
  const equity = equityCurve(trades)
  return {
    trades,
    gain: trades.reduce((sum, trade) => sum + trade.gain, 0),
    wins: trades.filter((trade) => trade.gain > 0).length,
    equity,
    maxDrawdown: maxDrawdown(equity),
    buyAndHold: traded.reduce((sum, one) => sum + buyAndHoldGain(one.series, options.fee), 0),
    randomEntries: randomEntries(traded, options),
    events: countLabelEvents(traded.map((one) => one.series)),
    rows: traded.reduce((sum, one) => sum + one.series.time.length, 0),
  }
}
