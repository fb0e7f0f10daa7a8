import { hasExits } from '../../core/exit-rules.js'
import { DAY } from '../../core/time.js'
import { fillPricesOf, fillRowOf } from '../row-fills.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, tradeGain, type Trade, type TradeRule } from '../simulate-trades.js'
import type { DailyCells } from '../statistics/bootstrap-selection.js'
import { THRESHOLDS } from '../threshold-matrix.js'
import { findNextRows } from './next-rows.js'

/** How scores are traded, whatever the thresholds. */
export type Trading = Omit<TradeRule, 'buyThreshold' | 'sellThreshold'>

/** The UTC days of a series: their numbers since 1970, and the last row of each. */
interface SeriesDays {
  readonly days: Int32Array
  readonly lastRows: Int32Array
}

/**
 * What each cell of the threshold matrix returns on each UTC day on which any base has a row, as `dailyReturns` marks it: each of B bases
 * with 1/B of the capital. Where no position spans the end of a day, only sales count.
 */
export function dailyCells(series: readonly ScoredSeries[], trading: Trading): DailyCells {
  const own = series.map(daysOf)
  const days = Int32Array.from(new Set(own.flatMap((one) => [...one.days]))).sort()
  const positions = new Map([...days].map((day, i) => [day, i]))
  const cells = THRESHOLDS.length ** 2
  const gain = new Float64Array(days.length * cells)
  series.forEach((one, base) => {
    const marked = own[base] ?? { days: new Int32Array(0), lastRows: new Int32Array(0) }
    const firsts = marked.days.map((day) => (positions.get(day) ?? 0) * cells)
    const marks = { close: one.close, lastRows: marked.lastRows, fee: trading.fee }
    const add = (cell: number, trade: DatedTrade): void =>
      addTrade(trade, marks, (position, change) => {
        const at = (firsts[position] ?? 0) + cell
        gain[at] = (gain[at] ?? 0) + change / series.length
      })
    if (hasExits(trading.exits)) simulateCells(one, trading, cells, add)
    else leapCells(one, trading, cells, add)
  })
  return { days: days.length, cells, gain }
}

type DatedTrade = Pick<Trade, 'buyRow' | 'sellRow' | 'buyPrice' | 'gain'>
type AddTrade = (cell: number, trade: DatedTrade) => void

function simulateCells(series: ScoredSeries, trading: Trading, cells: number, add: AddTrade): void {
  for (let cell = 0; cell < cells; cell++)
    for (const trade of simulateTrades(series, { ...trading, ...thresholdsOf(cell) })) add(cell, trade)
}

/** The same trades without exits, from signal to signal. */
function leapCells(series: ScoredSeries, { fee }: Trading, cells: number, add: AddTrade): void {
  const prices = fillPricesOf(series)
  const all = Array.from({ length: cells }, (_, cell) => cell)
  for (const range of series.ranges) {
    const next = findNextRows(series, range, all)
    const last = range.to - 1
    const rowOf = (rows: Int32Array, row: number): number => range.from + (rows[row - range.from] ?? Infinity)
    for (const cell of all) {
      const [buys, sells] = [next.buysOf(cell), next.sellsOf(cell)]
      let row = rowOf(buys, range.from)
      while (row < last) {
        const sale = Math.min(last, rowOf(sells, row + 1))
        const buyPrice = prices.buyPrice[row] ?? 0
        const gain = tradeGain(buyPrice, prices.sellPrice[sale] ?? 0, fee)
        add(cell, { buyRow: fillRowOf(series, row), sellRow: fillRowOf(series, sale), buyPrice, gain })
        row = sale === last ? last : rowOf(buys, sale + 1)
      }
    }
  }
}

/** The thresholds of a cell as the matrix counts its cells. */
export function thresholdsOf(cell: number): { readonly buyThreshold: number; readonly sellThreshold: number } {
  const width = THRESHOLDS.length
  return {
    buyThreshold: THRESHOLDS[Math.floor(cell / width)] ?? Number.NaN,
    sellThreshold: THRESHOLDS[cell % width] ?? Number.NaN,
  }
}

/** The cell of a pair of thresholds; undefined where it is none of the matrix. */
export function cellOf(pair: { readonly buyThreshold: number; readonly sellThreshold: number }): number | undefined {
  const buy = THRESHOLDS.indexOf(pair.buyThreshold)
  const sell = THRESHOLDS.indexOf(pair.sellThreshold)
  return buy < 0 || sell < 0 ? undefined : buy * THRESHOLDS.length + sell
}

/** What open positions are marked by. */
interface DayMarks {
  readonly close: Float64Array
  /** Last row of each day of the series. */
  readonly lastRows: Int32Array
  readonly fee: number
}

/** Adds what a trade changes the equity by on each day of the series from its purchase to its sale. */
function addTrade(
  { buyRow, sellRow, buyPrice, gain }: DatedTrade,
  { close, lastRows, fee }: DayMarks,
  add: (position: number, change: number) => void,
): void {
  let position = firstAtLeast(lastRows, buyRow)
  let before = 0
  for (; (lastRows[position] ?? Infinity) < sellRow; position++) {
    const marked = tradeGain(buyPrice, close[lastRows[position] ?? 0] ?? 0, fee)
    add(position, marked - before)
    before = marked
  }
  add(position, gain - before)
}

/** Index of the first of ascending values that is not below `value`. */
function firstAtLeast(values: Int32Array, value: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function daysOf({ time }: ScoredSeries): SeriesDays {
  const days: number[] = []
  const lastRows: number[] = []
  for (let row = 0; row < time.length; row++) {
    const day = Math.floor((time[row] ?? 0) / DAY)
    if (day !== days.at(-1)) {
      days.push(day)
      lastRows.push(row)
    } else lastRows[lastRows.length - 1] = row
  }
  return { days: Int32Array.from(days), lastRows: Int32Array.from(lastRows) }
}
