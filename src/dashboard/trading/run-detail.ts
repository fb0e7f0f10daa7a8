import type { Book } from '../../bookkeeping/book.js'
import type { Action, BookFill, BookOrder, Run } from '../../bookkeeping/records.js'
import { ZERO } from '../../core/decimal.js'
import { downsampleMinMax } from '../../core/downsample-min-max.js'
import type { TradingFill, TradingLogLine, TradingOrder, TradingPosition, TradingRunDetail } from './api.js'
import { readRunSettings, describeTradingRun, type RunSettings } from './trading-run.js'

/** Orders, fills and lines of the log that are shown at most. */
const MAX_ITEMS = 300

/** All that the page shows of one run but its decisions. `now` is the machine's time. */
export function describeRunDetail(book: Book, run: Run, points: number, now: number): TradingRunDetail {
  const settings = readRunSettings(run)
  const nameOf = (symbol: string): string => settings.bases.find((base) => base.symbol === symbol)?.name ?? symbol
  const orders = book.latestOrders(run.id, MAX_ITEMS)
  return {
    run: describeTradingRun(book, run, now),
    equity: equityOf(book, run.id, points),
    positions: positionsOf(book, run, settings),
    balances: lastBalances(book, run.id),
    openOrders: book
      .unsettledOrders(run.account)
      .filter((order) => order.state === 'open' || order.state === 'planned')
      .map(orderOf),
    orders: orders.map(orderOf),
    fills: book.latestFills(run.id, MAX_ITEMS).map((fill) => fillOf(fill, nameOf)),
    log: book.latestActions(run.id, MAX_ITEMS).map(logLine),
  }
}

function equityOf(book: Book, runId: string, points: number): TradingRunDetail['equity'] {
  const records = book.equity(runId)
  const values = records.map(({ equity }) => equity.toNumber())
  const rows = downsampleMinMax(values, points)
  return {
    minutes: rows.map((row) => records[row]?.minute ?? 0),
    values: rows.map((row) => values[row] ?? 0),
    drawdown: computeDrawdown(values),
  }
}

/** The largest fall from a high before, as a share of that high. */
function computeDrawdown(values: readonly number[]): number {
  let high = -Infinity
  let worst = 0
  for (const value of values) {
    high = Math.max(high, value)
    if (high > 0) worst = Math.max(worst, 1 - value / high)
  }
  return worst
}

function positionsOf(book: Book, run: Run, { bases }: RunSettings): TradingPosition[] {
  const closes = book.lastCloses(run.id)
  const unavailable = book.unavailableBases(run.id)
  return [...book.positions(run.account).values()].flatMap(({ symbol, amount, averagePrice }) => {
    if (amount.lte(ZERO)) return []
    const base = bases.find((one) => one.symbol === symbol)?.name ?? symbol
    const close = closes.get(base)
    const unsellable = unavailable.get(base)
    const position = {
      base,
      amount: amount.toFixed(),
      averagePrice: averagePrice.toSignificantDigits(12).toFixed(),
      ...(unsellable === undefined ? {} : { unsellable }),
    }
    if (close === undefined) return [position]
    const gain = averagePrice.gt(0) ? close / averagePrice.toNumber() - 1 : undefined
    return [{ ...position, close, value: amount.times(close).toFixed(), ...(gain === undefined ? {} : { gain }) }]
  })
}

function lastBalances(book: Book, runId: string): TradingRunDetail['balances'] {
  return book
    .latestBalances(runId)
    .map(({ currency, free, locked }) => ({ currency, free: free.toFixed(), locked: locked.toFixed() }))
}

function orderOf(order: BookOrder): TradingOrder {
  return {
    id: order.clientOrderId,
    time: order.time,
    base: order.base,
    side: order.side,
    price: order.price.toFixed(),
    amount: order.amount.toFixed(),
    filled: order.filled.toFixed(),
    state: order.state,
    reason: order.reason,
  }
}

function fillOf(
  { id, time, symbol, side, price, amount, fee }: BookFill,
  nameOf: (symbol: string) => string,
): TradingFill {
  const feeText = `${fee.amount.toFixed()} ${fee.currency}`
  return { id, time, base: nameOf(symbol), side, price: price.toFixed(), amount: amount.toFixed(), fee: feeText }
}

function logLine({ time, kind, base, detail }: Action): TradingLogLine {
  return { time, kind, ...(base === undefined ? {} : { base }), detail }
}
