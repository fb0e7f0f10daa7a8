import {
  NO_EXITS,
  findCandleExit,
  findCloseExit,
  hasExits,
  isDecidedInCandles,
  type ExitRules,
  type TradeExit,
} from '../core/exit-rules.js'
import { MINUTE } from '../core/time.js'
import { candleFillOf, fillPricesOf, fillRowOf, rowFillOf, type SaleFill } from './row-fills.js'
import { requireBars, type RowRange, type ScoredSeries } from './scored-series.js'
import { BUY, SELL, predictedClass } from '../targets/predicted-class.js'

/** A cell of the threshold matrix, and the fee that its trades pay on either side. */
export interface TradeRule {
  readonly buyThreshold: number
  readonly sellThreshold: number
  readonly fee: number
  /** What also sells, as the trading loop does; left out: nothing. */
  readonly exits?: ExitRules | undefined
}

/** One purchase and its sale. */
export interface Trade {
  readonly base: string
  /** Rows in whose minutes the orders were filled. */
  readonly buyRow: number
  readonly sellRow: number
  readonly buyTime: number
  readonly buyPrice: number
  readonly sellTime: number
  readonly sellPrice: number
  /** Share of the stake, after fees. */
  readonly gain: number
  readonly minutes: number
  /** What closed it. */
  readonly exit: TradeExit
  /** What purchase and sale together lost to the spread and to slippage, as shares of the stake; left out with fills at the close. */
  readonly costs?: { readonly spread: number; readonly slippage: number }
}

/**
 * The trades of one cell, in the order of time; their gains sum up to that cell of the threshold matrix. Throws RangeError where exits
 * need the candles of the rows, and the series has none.
 */
export function simulateTrades(series: ScoredSeries, rule: TradeRule): Trade[] {
  if (isDecidedInCandles(rule.exits)) requireBars(series)
  return series.ranges.flatMap((range) => tradesOfRange(series, range, rule))
}

/** A purchase that is not sold yet. */
interface OpenTrade {
  /** Row that decided on it. */
  readonly row: number
  readonly price: number
  /** As `ExitPosition` has them, up to the row before. */
  peak: number
  losses: number
  minutes: number
}

function tradesOfRange(series: ScoredSeries, range: RowRange, rule: TradeRule): Trade[] {
  const trades: Trade[] = []
  const last = range.to - 1
  let open: OpenTrade | undefined
  for (let row = range.from; row <= last; row++) {
    const signal = signalAt(series, row, rule)
    const candle = open && candleSale(series, open, row, rule)
    if (open && candle) {
      trades.push(tradeOf(series, open, candle, rule))
      open = undefined
    }
    if (!open) {
      if (signal === BUY) open = openAt(series, row)
      continue
    }
    const exit = closeExit(series, open, row, signal, rule)
    if (exit === undefined) continue
    trades.push(tradeOf(series, open, { exit, ...rowFillOf(series, row) }, rule))
    open = undefined
  }
  if (open && open.row < last) trades.push(tradeOf(series, open, { exit: 'end', ...rowFillOf(series, last) }, rule))
  return trades
}

/** The class of a row, where its score reaches the threshold of that class. */
function signalAt({ hold, buy, sell }: ScoredSeries, row: number, rule: TradeRule): number | undefined {
  const kind = predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
  if (kind === BUY && (buy[row] ?? 0) >= Math.fround(rule.buyThreshold)) return BUY
  return kind === SELL && (sell[row] ?? 0) >= Math.fround(rule.sellThreshold) ? SELL : undefined
}

function openAt(series: ScoredSeries, row: number): OpenTrade {
  const price = fillPricesOf(series).buyPrice[row] ?? 0
  return { row, price, peak: price, losses: 0, minutes: 0 }
}

/** Whether the purchase is filled, so that a minute can end it: an order that waits for the end of an outage is not. */
function isFilled(series: ScoredSeries, { row: decided }: OpenTrade, row: number): boolean {
  return row > decided && row >= fillRowOf(series, decided)
}

/** The sale within the minute of a row, where an exit decides it. */
function candleSale(series: ScoredSeries, open: OpenTrade, row: number, { exits = NO_EXITS }: TradeRule) {
  if (!isDecidedInCandles(exits) || !isFilled(series, open, row)) return undefined
  const bars = requireBars(series)
  const candle = { open: bars.open[row] ?? 0, high: bars.high[row] ?? 0, low: bars.low[row] ?? 0 }
  const found = findCandleExit(open, candle, exits)
  return found && { exit: found.reason, ...candleFillOf(series, row, found.price) }
}

/** What sells at the close of a row; counts the minute otherwise. */
function closeExit(
  series: ScoredSeries,
  open: OpenTrade,
  row: number,
  signal: number | undefined,
  { exits = NO_EXITS }: TradeRule,
): TradeExit | undefined {
  if (signal === SELL) return 'signal'
  if (!hasExits(exits) || !isFilled(series, open, row)) return undefined
  const close = series.close[row] ?? 0
  open.losses = signal !== BUY && close < open.price ? open.losses + 1 : 0
  open.minutes = row - open.row
  const reason = findCloseExit(open, close, exits)
  open.peak = Math.max(open.peak, isDecidedInCandles(exits) ? (series.bars?.high[row] ?? 0) : close)
  return reason
}

function tradeOf(
  series: ScoredSeries,
  open: OpenTrade,
  sale: SaleFill & { readonly exit: TradeExit },
  { fee }: TradeRule,
): Trade {
  const buyRow = fillRowOf(series, open.row)
  const buyTime = series.time[buyRow] ?? 0
  const sellTime = series.time[sale.row] ?? 0
  const { spreadShare, slippageShare } = rowFillOf(series, open.row)
  return {
    base: series.base,
    buyRow,
    sellRow: sale.row,
    buyTime,
    buyPrice: open.price,
    sellTime,
    sellPrice: sale.price,
    gain: tradeGain(open.price, sale.price, fee),
    minutes: (sellTime - buyTime) / MINUTE,
    exit: sale.exit,
    ...(series.fills && {
      costs: { spread: spreadShare + sale.spreadShare, slippage: slippageShare + sale.slippageShare },
    }),
  }
}

/** Gain of buying at one price and selling at another, as a share of the stake, with the fee paid on both. */
export function tradeGain(buyPrice: number, sellPrice: number, fee: number): number {
  return (sellPrice * (1 - fee)) / (buyPrice * (1 + fee)) - 1
}
