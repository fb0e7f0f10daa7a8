import { buyAndHoldGain, buyAndHoldCurve } from '../../assessment/buy-and-hold.js'
import { equityCurve, maxDrawdown, type EquityPoint, monthlyGains } from '../../assessment/equity.js'
import { randomEntries, type TradedSeries } from '../../assessment/random-entries.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { simulateTrades, type TradeRule } from '../../assessment/simulate-trades.js'
import { downsampleMinMax } from '../../core/downsample-min-max.js'
import { MINUTE } from '../../core/time.js'
import type { AssessedTrades, AssessmentCell, BaseFigures, TimeCurve } from './api.js'

/** Seed of the random entries, as `assess` has it. */
const SEED = 1
/** Random trades that are drawn at most, and the fewest draws that say anything: the training set of years has many trades. */
const RANDOM = { trades: 800_000, draws: 40, maxDraws: 200 }
/** Points that a curve has at most. */
const POINTS = 1200

/** One cell's trades, and what they have to be compared with, of one base or of all of them. */
export function computeCellFigures(
  all: readonly ScoredSeries[],
  base: string | null,
  { fee, buyThreshold, sellThreshold }: TradeRule,
): AssessmentCell {
  const series = base === null ? all : all.filter((one) => one.base === base)
  const traded = series.map((one) => ({
    series: one,
    trades: simulateTrades(one, { fee, buyThreshold, sellThreshold }),
  }))
  const bases = traded.map((one) => computeBaseFigures(one, fee))
  const trades = traded.flatMap((one) => one.trades)
  const equity = equityCurve(trades)
  const sum = (valueOf: (figures: BaseFigures) => number): number =>
    bases.reduce((total, figures) => total + valueOf(figures), 0)
  return {
    base,
    cell: { buyThreshold, sellThreshold },
    gain: sum(({ gain }) => gain),
    count: trades.length,
    wins: sum(({ wins }) => wins),
    maxDrawdown: maxDrawdown(equity),
    buyAndHold: sum((figures) => figures.buyAndHold),
    random: randomEntries(traded, { fee, seed: SEED, draws: drawsFor(trades.length) }),
    ...curvesOf(equity, series),
    hold: holdOf(series, fee),
    months: monthlyGains(trades),
    bases,
  }
}

/** A part of a cell's trades in the order of their purchases. */
export function listTrades(
  series: readonly ScoredSeries[],
  rule: TradeRule,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): AssessedTrades {
  const { fee, buyThreshold, sellThreshold } = rule
  const trades = series
    .flatMap((one) => simulateTrades(one, { fee, buyThreshold, sellThreshold }))
    .sort((a, b) => a.buyTime - b.buyTime)
  return {
    total: trades.length,
    trades: trades
      .slice(offset, offset + limit)
      .map(({ buyRow: _buyRow, sellRow: _sellRow, ...trade }, index) => ({ number: offset + index + 1, ...trade })),
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
    maxDrawdown: maxDrawdown(equityCurve(trades)),
    buyAndHold: buyAndHoldGain(series, fee),
  }
}

/** Both begin at 0 with the first row and reach to the last one. */
function curvesOf(
  equity: readonly EquityPoint[],
  series: readonly ScoredSeries[],
): Pick<AssessmentCell, 'equity' | 'drawdown'> {
  const from = Math.min(...series.map(({ time }) => time[0] ?? Infinity))
  const to = Math.max(...series.map(({ time }) => time.at(-1) ?? -Infinity))
  const last = equity.at(-1)
  const points = [
    { time: from, gain: 0, drawdown: 0 },
    ...equity,
    ...(last && last.time < to ? [{ ...last, time: to }] : []),
  ]
  const curve = (values: number[]): TimeCurve => {
    const rows = downsampleMinMax(values, POINTS)
    return { time: rows.map((row) => points[row]?.time ?? 0), value: rows.map((row) => values[row] ?? 0) }
  }
  return { equity: curve(points.map(({ gain }) => gain)), drawdown: curve(points.map(({ drawdown }) => -drawdown)) }
}

function holdOf(series: readonly ScoredSeries[], fee: number): TimeCurve {
  const { minute, gain } = buyAndHoldCurve(series, fee)
  return { time: minute.map((one) => one * MINUTE), value: gain }
}
