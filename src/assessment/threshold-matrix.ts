import { addCellTrades, type CellSums, type RangeRun } from './cell-sums.js'
import { addConfusionMatrices, confusionMatrix, type ConfusionMatrix } from './confusion-matrix.js'
import { NO_EXITS, hasExits, type ExitRules } from '../core/exit-rules.js'
import type { ScoredSeries } from './scored-series.js'
import { addExitTrades } from './exit-trades.js'
import { tradeGain } from './simulate-trades.js'
import { fillPricesOf } from './row-fills.js'
import { findTradeSignals, signedLevels, type TradeSignals } from './trade-signals.js'

/** Buy and sell thresholds of the matrix, ascending. */
export const THRESHOLDS: readonly number[] = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

/** A cell of the matrix with what came of it. */
export interface ThresholdResult {
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
}

export interface ThresholdCells {
  /** Summed gain of the trades, a share of the stake (0.01 is one per cent), by `[buyThreshold][sellThreshold]`. */
  readonly gain: readonly (readonly number[])[]
  /** Number of trades, the same axes. */
  readonly count: readonly (readonly number[])[]
  readonly confusion: ConfusionMatrix
  /** Highest gain; among equals the lower buy, then the lower sell threshold. */
  readonly best: ThresholdResult
}

export interface ThresholdMatrix extends ThresholdCells {
  readonly thresholds: readonly number[]
  readonly fee: number
  readonly bases: readonly (ThresholdCells & { readonly base: string })[]
}

export interface ThresholdMatrixOptions {
  /** Share of each side's value that the exchange takes. */
  readonly fee: number
  /** Left out: a position is sold by its threshold alone. */
  readonly exits?: ExitRules | undefined
}

/**
 * Trades every combination of a buy and a sell threshold on the scores, bases one by one, filled as the series says. Thresholds
 * and scores are compared as float32. Overall gains and counts are the sums over the bases.
 */
export function thresholdMatrix(series: readonly ScoredSeries[], options: ThresholdMatrixOptions): ThresholdMatrix {
  const bases = series.map((one) => ({ base: one.base, ...cellsOf(one, options) }))
  const gain = addGrids(bases.map((one) => one.gain))
  const count = addGrids(bases.map((one) => one.count))
  return {
    thresholds: THRESHOLDS,
    fee: options.fee,
    gain,
    count,
    confusion: addConfusionMatrices(bases.map((one) => one.confusion)),
    best: findBest(gain, count),
    bases,
  }
}

function cellsOf(series: ScoredSeries, options: ThresholdMatrixOptions): ThresholdCells {
  const { fee, exits = NO_EXITS } = options
  const thresholds = Float32Array.from(THRESHOLDS)
  const sums = createCellSums()
  for (const range of series.ranges) {
    const run = { prices: fillPricesOf(series), first: range.from, last: range.to - 1, fee }
    if (hasExits(exits)) addExitTrades(sums, signedLevels(series, range, thresholds), { ...run, series, exits })
    else addRangeTrades(sums, findTradeSignals(series, range, thresholds), run)
  }
  const gain = gridOf(sums.gain, thresholds.length)
  const count = gridOf(sums.count, thresholds.length)
  return { gain, count, confusion: confusionMatrix(series), best: findBest(gain, count) }
}

export function createCellSums(): CellSums {
  return { gain: new Float64Array(THRESHOLDS.length ** 2), count: new Float64Array(THRESHOLDS.length ** 2) }
}

/** Trades the signals of a range in every cell. */
export function addRangeTrades(sums: CellSums, signals: TradeSignals, range: RangeRun): void {
  const width = THRESHOLDS.length
  for (let cell = 0; cell < sums.gain.length; cell++)
    addTrades(sums, cell, signals, { ...range, buyIndex: Math.floor(cell / width), sellIndex: cell % width })
}

interface CellRun extends RangeRun {
  readonly buyIndex: number
  readonly sellIndex: number
}

function addTrades(sums: CellSums, cell: number, signals: TradeSignals, run: CellRun): void {
  const { fee, buyIndex, sellIndex } = run
  const { buyPrice, sellPrice } = run.prices
  const { rows, levels, length } = signals
  let opened = -1
  let gain = 0
  let count = 0
  for (let i = 0; i < length; i++) {
    const level = levels[i] ?? 0
    if (opened < 0) {
      if (level > buyIndex) opened = rows[i] ?? 0
    } else if (-level > sellIndex) {
      gain += tradeGain(buyPrice[opened] ?? 0, sellPrice[rows[i] ?? 0] ?? 0, fee)
      count++
      opened = -1
    }
  }
  addCellTrades(sums, cell, { opened, gain, count }, run)
}

function gridOf(values: Float64Array, width: number): number[][] {
  return Array.from({ length: width }, (_, row) => [...values.subarray(row * width, (row + 1) * width)])
}

function addGrids(grids: readonly (readonly (readonly number[])[])[]): number[][] {
  return THRESHOLDS.map((_, buy) =>
    THRESHOLDS.map((_, sell) => grids.reduce((sum, grid) => sum + (grid[buy]?.[sell] ?? 0), 0)),
  )
}

function findBest(gain: ThresholdCells['gain'], count: ThresholdCells['count']): ThresholdResult {
  let best: ThresholdResult = { gain: -Infinity, count: 0, buyThreshold: 0, sellThreshold: 0 }
  THRESHOLDS.forEach((buyThreshold, buy) => {
    THRESHOLDS.forEach((sellThreshold, sell) => {
      const value = gain[buy]?.[sell] ?? -Infinity
      if (value > best.gain) best = { gain: value, count: count[buy]?.[sell] ?? 0, buyThreshold, sellThreshold }
    })
  })
  return best
}

/** The cell of the highest sum; among equals the first, which has the lower thresholds. */
export function findBestCell(gains: readonly number[]): number {
  return gains.reduce((best, gain, cell) => (gain > (gains[best] ?? -Infinity) ? cell : best), 0)
}

/** Like `best` of the cells, but among those that traded; undefined where none did. */
export function findBestTradingCell({ thresholds, gain, count }: ThresholdMatrix): ThresholdResult | undefined {
  let best: ThresholdResult | undefined
  thresholds.forEach((buyThreshold, buy) => {
    thresholds.forEach((sellThreshold, sell) => {
      const [value = 0, trades = 0] = [gain[buy]?.[sell], count[buy]?.[sell]]
      if (trades > 0 && value > (best?.gain ?? -Infinity))
        best = { gain: value, count: trades, buyThreshold, sellThreshold }
    })
  })
  return best
}
