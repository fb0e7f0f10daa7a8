import { createRng } from '../../core/rng.js'
import type { ThresholdPair } from '../assessment.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type TradeRule } from '../simulate-trades.js'
import { commonBlockLength } from '../statistics/block-length.js'
import { dailyReturns, longestHoldDays } from '../statistics/daily-returns.js'
import { normalQuantile } from '../statistics/normal.js'
import { comparePaired, holmAdjusted } from '../statistics/paired-bootstrap.js'
import { thresholdMatrix } from '../threshold-matrix.js'
import { MIN_DAYS, MIN_TRADES } from '../verdict/verdict.js'
import type { CommonSeries } from './common-minutes.js'
import type { ComparedGain, Comparison, ComparisonFigures, PairComparison } from './comparison.js'
import { comparisonSentences } from './comparison-sentences.js'

/** Another set of scores, over the minutes that it has in common with the first. */
export interface ComparedScores {
  readonly name: string
  readonly common: CommonSeries
  /** The thresholds of the other; left out: its best ones in hindsight. */
  readonly cell?: ThresholdPair | undefined
}

export interface ComparisonOptions {
  /** The first, and its thresholds. */
  readonly name: string
  readonly cell: ThresholdPair
  readonly inHindsight: boolean
  /** Fee and exits of all. */
  readonly trading: Omit<TradeRule, keyof ThresholdPair>
  readonly optimistic: boolean
  readonly seed: number
  /** Default 1 000. */
  readonly draws?: number
}

/** Number of the bootstrap's streams among all random streams of one seed. */
const STREAM = 0xc0a9
const ALPHA = 0.05
/** Probability with which a difference of the size that was seen is to be told. */
const POWER = 0.8

/** Compares the first with each of the others; each pair on the minutes that both have. */
export function compareScores(others: readonly ComparedScores[], options: ComparisonOptions): Comparison {
  const traded = others.map((other) => tradePair(other, options))
  const measured = traded.map((pair, index) => measurePair(pair, options, index))
  const adjusted = holmAdjusted(measured.flatMap((figures) => (figures ? [figures.pValue] : [])))
  let next = 0
  const pairs = traded.map((pair, index) => {
    const found = measured[index]
    const figures = found ? { ...found, adjustedPValue: adjusted[next++] ?? 1 } : null
    return pairOf(pair, figures, adjusted.length)
  })
  const { name, optimistic } = options
  const parts = { name, optimistic, pairs }
  return { ...parts, sentences: comparisonSentences(parts) }
}

/** A pair whose trades are made. */
interface TradedPair extends Pick<PairComparison, 'name' | 'bases' | 'minutes' | 'first' | 'second'> {
  readonly returns: readonly [Float64Array, Float64Array]
  readonly longestHold: number
}

function tradePair({ name, common, cell }: ComparedScores, options: ComparisonOptions): TradedPair {
  const { trading } = options
  const second = cell ?? thresholdMatrix(common.second, trading).best
  const one = tradeCell(common.first, { cell: options.cell, inHindsight: options.inHindsight }, trading)
  const other = tradeCell(common.second, { cell: second, inHindsight: cell === undefined }, trading)
  return {
    name,
    bases: common.first.map(({ base }) => base),
    minutes: common.minutes,
    first: one.result,
    second: other.result,
    returns: [one.returns, other.returns],
    longestHold: Math.max(one.longestHold, other.longestHold),
  }
}

function tradeCell(
  series: readonly ScoredSeries[],
  { cell, inHindsight }: Pick<ComparedGain, 'cell' | 'inHindsight'>,
  trading: ComparisonOptions['trading'],
): { readonly result: ComparedGain; readonly returns: Float64Array; readonly longestHold: number } {
  const { buyThreshold, sellThreshold } = cell
  const traded = series.map((one) => ({
    series: one,
    trades: simulateTrades(one, { ...trading, buyThreshold, sellThreshold }),
  }))
  const trades = traded.flatMap((one) => one.trades)
  const { returns } = dailyReturns(traded, trading)
  const gain = returns.reduce((sum, value) => sum + value, 0)
  return {
    result: {
      cell: { buyThreshold, sellThreshold },
      inHindsight,
      trades: trades.length,
      gainPerDay: returns.length > 0 ? gain / returns.length : 0,
    },
    returns,
    longestHold: longestHoldDays(trades),
  }
}

/** Null where days, or the trades of both, are too few. */
function measurePair(
  { first, second, returns: [one, other], longestHold }: TradedPair,
  { seed, draws }: ComparisonOptions,
  index: number,
): Omit<ComparisonFigures, 'adjustedPValue'> | null {
  if (one.length < MIN_DAYS || Math.max(first.trades, second.trades) < MIN_TRADES) return null
  const differences = one.map((value, day) => value - (other[day] ?? 0))
  const blockDays = commonBlockLength([differences], longestHold)
  const rng = createRng(seed, STREAM, index)
  return {
    ...comparePaired(one, other, { blockLength: blockDays, rng, ...(draws !== undefined && { draws }) }),
    blockDays,
  }
}

function pairOf(
  { returns: [{ length: days }], longestHold: _longest, ...pair }: TradedPair,
  figures: ComparisonFigures | null,
  comparisons: number,
): PairComparison {
  const isTold = figures !== null && figures.adjustedPValue < ALPHA
  const better = !isTold ? null : figures.difference > 0 ? 'first' : 'second'
  const moreDays = isTold ? 0 : daysToTell({ ...pair, days }, figures, comparisons)
  return { ...pair, days, figures, better, moreDays }
}

/**
 * The error of the mean difference shrinks with the root of the days: it is told with the probability `POWER` once the difference is as many
 * errors as the quantiles of the level, shared by all comparisons, and of the power together.
 */
function daysToTell(
  { days, first, second }: Pick<PairComparison, 'days' | 'first' | 'second'>,
  figures: ComparisonFigures | null,
  comparisons: number,
): number | null {
  const trades = Math.max(first.trades, second.trades)
  if (days === 0 || trades === 0) return null
  const enough = Math.max(MIN_DAYS, (days * MIN_TRADES) / trades)
  if (!figures) return Math.max(1, Math.ceil(enough - days))
  const { difference, interval } = figures
  const error = (interval.high - interval.low) / (2 * normalQuantile((1 + interval.confidence) / 2))
  const needed = normalQuantile(1 - ALPHA / (2 * comparisons)) + normalQuantile(POWER)
  const total = days * ((needed * error) / difference) ** 2
  return Number.isFinite(total) ? Math.max(1, Math.ceil(Math.max(total, enough) - days)) : null
}
