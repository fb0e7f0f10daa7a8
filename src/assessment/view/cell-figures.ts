import { buyAndHoldGain, buyAndHoldCurve } from '../buy-and-hold.js'
import { monthlyGains } from '../equity.js'
import { drawdownsOf, markEquity, markedDrawdown, type MarkedEquity } from '../marked-equity.js'
import { compareWithDraws, randomEntries, type TradedSeries } from '../random-entries.js'
import type { ScoredSeries } from '../scored-series.js'
import { bestOfShiftedScores } from '../shifted-scores.js'
import { simulateTrades, type TradeRule } from '../simulate-trades.js'
import { downsampleMinMax } from '../../core/downsample-min-max.js'
import { MINUTE } from '../../core/time.js'
import type { AssessmentCell, BaseFigures, RandomFigures, TimeCurve } from './assessment-view.js'
import { summarizeMinutes } from './trade-list.js'

/** Seed of the random entries, as `assess` has it. */
const SEED = 1
/** Random trades that are drawn at most, and the fewest draws that say anything: the training set of years has many trades. */
const RANDOM = { trades: 800_000, draws: 40, maxDraws: 200 }
/** Points that a curve has at most. */
const POINTS = 1200

/** One cell's trades, and what they have to be compared with, of one base or of all of them (null). */
export function computeCellFigures(
  all: readonly ScoredSeries[],
  base: string | null,
  { hindsight, ...rule }: TradeRule & { readonly hindsight: boolean },
): AssessmentCell {
  const { fee, exits } = rule
  const series = base === null ? all : all.filter((one) => one.base === base)
  const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
  const count = traded.reduce((sum, { trades }) => sum + trades.length, 0)
  const random = hindsight
    ? compareWithDraws('shiftedScores', bestOfShiftedScores(series, { fee, seed: SEED, exits }).overall, traded)
    : randomEntries(traded, { fee, seed: SEED, draws: drawsFor(count) })
  return describeCell(traded, base, rule, random)
}

/** The figures of trades that were simulated by the rule. */
export function describeCell(
  traded: readonly TradedSeries[],
  base: string | null,
  { fee, buyThreshold, sellThreshold }: Pick<TradeRule, 'fee' | 'buyThreshold' | 'sellThreshold'>,
  random: RandomFigures,
): AssessmentCell {
  const bases = traded.map((one) => computeBaseFigures(one, fee))
  const trades = traded.flatMap((one) => one.trades)
  const equity = markEquity(traded, fee)
  const drawdown = drawdownsOf(equity.gain)
  const sum = (valueOf: (figures: BaseFigures) => number): number =>
    bases.reduce((total, figures) => total + valueOf(figures), 0)
  return {
    base,
    cell: { buyThreshold, sellThreshold },
    gain: sum(({ gain }) => gain),
    count: trades.length,
    wins: sum(({ wins }) => wins),
    minutes: summarizeMinutes(trades),
    maxDrawdown: drawdown.reduce((deepest, value) => Math.max(deepest, value), 0),
    markedBy: 'minute',
    buyAndHold: sum((figures) => figures.buyAndHold),
    random,
    equity: curveOf(equity, equity.gain),
    drawdown: curveOf(
      equity,
      drawdown.map((value) => -value),
    ),
    hold: holdOf(
      traded.map(({ series }) => series),
      fee,
    ),
    months: monthlyGains(trades),
    bases,
  }
}

function drawsFor(trades: number): number {
  return Math.min(RANDOM.maxDraws, Math.max(RANDOM.draws, Math.floor(RANDOM.trades / Math.max(1, trades))))
}

function computeBaseFigures({ series, trades }: TradedSeries, fee: number): BaseFigures {
  return {
    base: series.base,
    gain: trades.reduce((sum, { gain }) => sum + gain, 0),
    count: trades.length,
    wins: trades.filter(({ gain }) => gain > 0).length,
    maxDrawdown: markedDrawdown([{ series, trades }], fee),
    buyAndHold: buyAndHoldGain(series, fee),
  }
}

/** A part of the minutes that still shows the course of the values. */
function curveOf({ first }: MarkedEquity, values: Float64Array): TimeCurve {
  const minutes = downsampleMinMax(values, POINTS)
  return {
    time: minutes.map((minute) => (first + minute) * MINUTE),
    value: minutes.map((minute) => values[minute] ?? 0),
  }
}

function holdOf(series: readonly ScoredSeries[], fee: number): TimeCurve {
  const { minute, gain } = buyAndHoldCurve(series, fee)
  return { time: minute.map((one) => one * MINUTE), value: gain }
}
