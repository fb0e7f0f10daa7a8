import { isDecidedInCandles, type ExitRules } from '../core/exit-rules.js'
import { addCellTrades, type CellSums, type CellTrades, type RangeRun } from './cell-sums.js'
import { candleFillOf, fillRowOf } from './row-fills.js'
import { requireBars, type ScoredSeries } from './scored-series.js'
import { tradeGain } from './simulate-trades.js'

/** The rows of a range, and what sells a position in them without a signal. */
export interface ExitRun extends RangeRun {
  readonly series: Pick<ScoredSeries, 'base' | 'close' | 'fills' | 'bars'>
  /** First row of the range. */
  readonly first: number
  readonly exits: ExitRules
}

/**
 * Trades a range in every cell, with exits. They can come in any minute, so every row counts, not only those with a signal:
 * `levels` are the `signedLevels` of the rows. It trades as `simulateTrades` does, without a value a row. Throws RangeError where exits need the
 * candles of the rows, and the series has none.
 */
export function addExitTrades(sums: CellSums, levels: Int8Array, run: ExitRun): void {
  const width = Math.sqrt(sums.gain.length)
  const trade = isDecidedInCandles(run.exits) ? tradeByCandles : tradeByCloses
  for (let cell = 0; cell < sums.gain.length; cell++) {
    const traded = trade(levels, { ...run, buyIndex: Math.floor(cell / width), sellIndex: cell % width })
    addCellTrades(sums, cell, traded, run)
  }
}

interface CellRun extends ExitRun {
  readonly buyIndex: number
  readonly sellIndex: number
}

/** The rules as numbers to compare with: what is left out is never reached. */
function limitsOf({ stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes }: ExitRules) {
  return {
    stop: stopLoss ? 1 - stopLoss : -Infinity,
    profit: takeProfit ? 1 + takeProfit : Infinity,
    trail: trailingStop ? 1 - trailingStop : -Infinity,
    maxMinutes: maxMinutes ? maxMinutes : Infinity,
    lossMinutes: lossMinutes ? lossMinutes : Infinity,
  }
}

function tradeByCloses(levels: Int8Array, run: CellRun): CellTrades {
  const { first, last, fee, exits, series, buyIndex, sellIndex } = run
  const { buyPrice, sellPrice } = run.prices
  const { close } = series
  const limits = limitsOf(exits)
  const { trail, maxMinutes, lossMinutes } = limits
  let [opened, filled, price, stop, profit, peak, losses] = [-1, 0, 0, 0, 0, 0, 0]
  let gain = 0
  let count = 0
  for (let row = first; row <= last; row++) {
    const level = levels[row - first] ?? 0
    if (opened < 0) {
      if (level <= buyIndex) continue
      opened = row
      filled = fillRowOf(series, row)
      price = buyPrice[row] ?? 0
      stop = price * limits.stop
      profit = price * limits.profit
      peak = price
      losses = 0
      continue
    }
    if (-level <= sellIndex) {
      if (row < filled) continue
      const now = close[row] ?? 0
      losses = level <= buyIndex && now < price ? losses + 1 : 0
      const isSold =
        now <= stop || now >= profit || now <= peak * trail || row - opened >= maxMinutes || losses > lossMinutes
      if (now > peak) peak = now
      if (!isSold) continue
    }
    gain += tradeGain(price, sellPrice[row] ?? 0, fee)
    count++
    opened = -1
  }
  return { opened, gain, count }
}

function tradeByCandles(levels: Int8Array, run: CellRun): CellTrades {
  const { first, last, fee, exits, series, buyIndex, sellIndex } = run
  const { buyPrice, sellPrice } = run.prices
  const { close } = series
  const { open, high, low } = requireBars(series)
  const limits = limitsOf(exits)
  const { trail, maxMinutes, lossMinutes } = limits
  let [opened, filled, price, stop, profit, peak, losses] = [-1, 0, 0, 0, 0, 0, 0]
  let gain = 0
  let count = 0
  for (let row = first; row <= last; row++) {
    const level = levels[row - first] ?? 0
    if (opened >= 0 && row >= filled) {
      const reached = reachedIn(open[row] ?? 0, high[row] ?? 0, low[row] ?? 0, Math.max(stop, peak * trail), profit)
      if (reached >= 0) {
        gain += tradeGain(price, candleFillOf(series, row, reached).price, fee)
        count++
        opened = -1
      }
    }
    if (opened < 0) {
      if (level <= buyIndex) continue
      opened = row
      filled = Math.max(row + 1, fillRowOf(series, row))
      price = buyPrice[row] ?? 0
      stop = price * limits.stop
      profit = price * limits.profit
      peak = price
      losses = 0
      continue
    }
    if (-level <= sellIndex) {
      if (row < filled) continue
      losses = level <= buyIndex && (close[row] ?? 0) < price ? losses + 1 : 0
      if ((high[row] ?? 0) > peak) peak = high[row] ?? 0
      if (row - opened < maxMinutes && losses <= lossMinutes) continue
    }
    gain += tradeGain(price, sellPrice[row] ?? 0, fee)
    count++
    opened = -1
  }
  return { opened, gain, count }
}

/** The price at which a minute reaches the stop, else the profit, as `findCandleExit` has it; -1 where it reaches neither. */
function reachedIn(open: number, high: number, low: number, stop: number, profit: number): number {
  if (open <= stop || open >= profit) return open
  if (low <= stop) return stop
  return high >= profit ? profit : -1
}
