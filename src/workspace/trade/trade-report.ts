import type { PaperFill, PaperTrade } from '../../assessment/report/report-data.js'
import type { Book } from '../../bookkeeping/book.js'
import type { Position } from '../../bookkeeping/positions.js'
import type { BookFill, RunOutcome, RunStart } from '../../bookkeeping/records.js'
import { ZERO, type Decimal } from '../../core/decimal.js'
import type { Thresholds } from '../../trading/signal.js'
import { buyAndHoldGain, summariseRun } from '../../trading/trade-summary.js'
import type { MinuteReport, TradeOutcome, TradedBase } from '../../trading/trade-options.js'

/** A position at the end of a run. */
export interface OpenPosition {
  readonly base: string
  readonly amount: string
  /** At the last close; absent where the run saw none. */
  readonly value?: string
  /** Why it cannot be sold: its market is delisted or halted. */
  readonly unsellable?: string
}

/** What one run of the trading loop came to; its first part is the `tradeOnReplay` section of a report. */
export interface TradeReport extends PaperTrade {
  readonly run: string
  readonly account: string
  readonly mode: RunStart['mode']
  readonly classifier: string | undefined
  readonly outcome: RunOutcome
  readonly bases: readonly string[]
  readonly thresholds: Thresholds
  readonly minutes: number
  readonly skipped: number
  /** Sales of which something was filled; one that was placed again counts once. */
  readonly trades: number
  readonly cancelled: number
  readonly rejected: number
  readonly lost: number
  /** Amounts by the coin that they were taken in. */
  readonly fees: Readonly<Record<string, string>>
  readonly feesInQuote: string
  /** What is still held in all markets of the account. */
  readonly positions: readonly OpenPosition[]
  /**
   * The coins of which the account holds less than the book: where there are any, value and gain are those of the book
   * alone, and nothing was bought.
   */
  readonly differences: readonly { readonly currency: string; readonly booked: string; readonly balance: string }[]
  /** Quote that came (above zero) or went without an order of the book; value and gain leave it out. */
  readonly transferred: string
  /** File of the book. */
  readonly book: string
}

export interface ReportInputs {
  readonly book: Book
  readonly run: RunStart
  readonly outcome: TradeOutcome
  readonly bases: readonly TradedBase[]
  readonly quote: string
  readonly range: { readonly from: number; readonly to: number }
  /** What the account held when the run began. */
  readonly before: ReadonlyMap<string, Position>
  /** One for each minute. */
  readonly minutes: readonly Pick<MinuteReport, 'minute' | 'equity' | 'closes'>[]
  readonly takerFee: string
  readonly thresholds: Thresholds
}

export function buildTradeReport(inputs: ReportInputs): TradeReport {
  const { book, run, outcome, bases, quote, range, minutes } = inputs
  const summary = summariseRun(book, run.account, run.id)
  const first = firstCloses(inputs)
  const start = equityAtStart(inputs, first)
  return {
    ...range,
    quote,
    startQuote: start.toFixed(),
    endQuote: outcome.equity.toFixed(),
    gain: start.isZero() ? 0 : outcome.equity.div(start).minus(1).toNumber(),
    buyAndHold: buyAndHoldGain(first, outcome.closes, inputs.takerFee),
    orders: summary.orders,
    fills: summary.fills.map((fill) => formatFill(fill, bases)),
    equity: [
      ...minutes.map(({ minute, equity }) => ({ time: minute, value: equity.toNumber() })),
      { time: range.to, value: outcome.equity.toNumber() },
    ],
    run: run.id,
    account: run.account,
    mode: run.mode,
    classifier: run.classifier?.id,
    outcome: outcome.outcome,
    bases: bases.map((base) => base.name),
    thresholds: inputs.thresholds,
    minutes: outcome.minutes,
    skipped: outcome.skipped,
    trades: summary.trades,
    cancelled: summary.cancelled,
    rejected: summary.rejected,
    lost: summary.lost,
    fees: Object.fromEntries([...summary.fees].map(([currency, amount]) => [currency, amount.toFixed()])),
    feesInQuote: summary.feesInQuote.toFixed(),
    positions: openPositions(inputs),
    differences: outcome.differences.map(({ currency, booked, balance }) => ({
      currency,
      booked: booked.toFixed(),
      balance: balance.toFixed(),
    })),
    transferred: outcome.transferred.toFixed(),
    book: book.file,
  }
}

/** The first known close of each base: of one that had none in any minute, as where a run has no minute, the last. */
function firstCloses({ minutes, outcome }: ReportInputs): Map<string, number> {
  const closes = new Map<string, number>()
  for (const minute of minutes) {
    for (const [base, close] of minute.closes) if (!closes.has(base)) closes.set(base, close)
  }
  for (const [base, close] of outcome.closes) if (!closes.has(base)) closes.set(base, close)
  return closes
}

function equityAtStart(
  { book, run, quote, bases, before }: ReportInputs,
  closes: ReadonlyMap<string, number>,
): Decimal {
  const money = book.balances(run.id).filter((balance) => balance.snapshot === 1 && balance.currency === quote)
  const writtenOff = book.adjustments(run.account).filter(({ time }) => time >= run.time)
  const amountOf = (symbol: string): Decimal =>
    writtenOff
      .filter((one) => one.symbol === symbol)
      .reduce((left, { amount }) => left.minus(amount), before.get(symbol)?.amount ?? ZERO)
  const held = bases.map(({ name, symbol }) => amountOf(symbol).times(closes.get(name) ?? 0))
  return [...money.map(({ free, locked }) => free.plus(locked)), ...held].reduce((sum, part) => sum.plus(part), ZERO)
}

function openPositions({ book, run, bases, outcome }: ReportInputs): TradeReport['positions'] {
  return [...book.positions(run.account).values()].flatMap(({ symbol, amount }) => {
    if (!amount.gt(0)) return []
    const base = bases.find((one) => one.symbol === symbol)?.name ?? symbol
    const close = outcome.closes.get(base)
    const unsellable = outcome.unavailable.get(base)
    const value = close === undefined ? {} : { value: amount.times(close).toFixed() }
    return [{ base, amount: amount.toFixed(), ...value, ...(unsellable === undefined ? {} : { unsellable }) }]
  })
}

function formatFill({ symbol, time, side, price, amount, fee }: BookFill, bases: readonly TradedBase[]): PaperFill {
  const base = bases.find((one) => one.symbol === symbol)?.name ?? symbol
  const text = `${fee.amount.toFixed()} ${fee.currency}`
  return { time, base, side, price: price.toFixed(), amount: amount.toFixed(), fee: text }
}
