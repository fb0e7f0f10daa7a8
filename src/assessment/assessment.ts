import { buyAndHoldGain } from './buy-and-hold.js'
import type { ExitRules } from '../core/exit-rules.js'
import { equityCurve, type EquityPoint } from './equity.js'
import { countLabelEvents, type LabelEvents } from './label-events.js'
import { markedDrawdown } from './marked-equity.js'
import { compareWithDraws, randomEntries, type RandomEntries, type TradedSeries } from './random-entries.js'
import type { ScoredSeries } from './scored-series.js'
import { bestOfShiftedScores } from './shifted-scores.js'
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
  /** Left out: a position is sold by its threshold alone. */
  readonly exits?: ExitRules | undefined
  /** Whether the cell was chosen by these very rows; default: where it is left out. */
  readonly hindsight?: boolean
  /** Number of random draws. */
  readonly draws?: number
}

/** One cell's trades, and what they have to be compared with. Gains are summed over trades with the same stake each. */
export interface CellResult {
  readonly trades: readonly Trade[]
  readonly gain: number
  /** Trades with a gain above 0. */
  readonly wins: number
  /** One point a sale. */
  readonly equity: readonly EquityPoint[]
  /** Of the equity at the close of every minute, open positions included. */
  readonly maxDrawdown: number
  /** Summed gain, after fees, of one stake held over each contiguous range. */
  readonly buyAndHold: number
  readonly randomEntries: RandomEntries
  readonly events: LabelEvents
  readonly rows: number
  /** What the trades lost to the spread and to slippage, summed as gains are; absent with fills at the close. */
  readonly costs?: TradeCosts
}

/** Shares of the stake. */
export type TradeCosts = NonNullable<Trade['costs']>

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
  const rule = { buyThreshold, sellThreshold, fee: options.fee, exits: options.exits }
  const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
  const hindsight = options.hindsight ?? options.cell === undefined
  const shifted = hindsight ? bestOfShiftedScores(series, options) : undefined
  return {
    matrix,
    cell: { buyThreshold, sellThreshold },
    overall: resultOf(traded, options, shifted?.overall),
    bases: traded.map((one, i) => ({ series: one.series, ...resultOf([one], options, shifted?.bases[i]) })),
  }
}

/** With `shifted` the trades are compared with these draws, else with random entries. */
function resultOf(
  traded: readonly TradedSeries[],
  options: AssessmentOptions,
  shifted: Float64Array | undefined,
): CellResult {
  const trades = traded.flatMap((one) => one.trades).sort((a, b) => a.buyTime - b.buyTime)
  return {
    trades,
    gain: trades.reduce((sum, trade) => sum + trade.gain, 0),
    wins: trades.filter((trade) => trade.gain > 0).length,
    equity: equityCurve(trades),
    maxDrawdown: markedDrawdown(traded, options.fee),
    buyAndHold: traded.reduce((sum, one) => sum + buyAndHoldGain(one.series, options.fee), 0),
    randomEntries: shifted ? compareWithDraws('shiftedScores', shifted, traded) : randomEntries(traded, options),
    events: countLabelEvents(traded.map((one) => one.series)),
    rows: traded.reduce((sum, one) => sum + one.series.time.length, 0),
    ...(traded.some(({ series }) => series.fills) && { costs: sumCosts(trades) }),
  }
}

function sumCosts(trades: readonly Trade[]): TradeCosts {
  return {
    spread: trades.reduce((sum, { costs }) => sum + (costs?.spread ?? 0), 0),
    slippage: trades.reduce((sum, { costs }) => sum + (costs?.slippage ?? 0), 0),
  }
}
