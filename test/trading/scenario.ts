import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openBook, type Book } from '../../src/bookkeeping/book.js'
import type { Scores } from '../../src/bookkeeping/records.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import { timeAt } from '../../src/core/grid.js'
import { MINUTE } from '../../src/core/time.js'
import type { Exchange } from '../../src/exchange/exchange.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'
import type { MinuteReport, TradeOptions, TradeOutcome } from '../../src/trading/trade-options.js'
import { fakeExchange, type FakeExchange, type FakeExchangeOptions } from '../support/fake-exchange.js'
import { temporaryFolder } from '../support/temporary-folder.js'

export const START = Date.UTC(2023, 9, 1)
export const SYMBOL = 'FIL/USDT'
export const HOLD: Scores = { hold: 1, buy: 0, sell: 0 }
export const BUY: Scores = { hold: 0, buy: 1, sell: 0 }
export const SELL: Scores = { hold: 0, buy: 0, sell: 1 }

export interface Ran {
  readonly book: Book
  readonly exchange: FakeExchange
  readonly outcome: TradeOutcome
  readonly reports: readonly MinuteReport[]
}

export interface Scenario extends Partial<FakeExchangeOptions> {
  readonly minutes: number
  /** Scores by the number of the minute in which it is decided. */
  readonly scores: (minute: number) => Scores | string
  readonly blocked?: string
  readonly trading?: Partial<TradeOptions['config']>
  readonly buyBlockedReason?: NonNullable<TradeOptions['buyBlockedReason']>
  readonly unwatchedReason?: NonNullable<TradeOptions['unwatchedReason']>
  readonly acceptBalances?: boolean
  readonly signal?: AbortSignal
  readonly onMinute?: (report: MinuteReport) => void
}

export async function newBook(): Promise<Book> {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  return book
}

export function exchangeOf(scenario: Scenario): FakeExchange {
  return fakeExchange({ start: START, symbols: [SYMBOL], price: () => 10, ...scenario })
}

/** One run of the scenario on an exchange, which may be a broken one in front of the fake that keeps the clock. */
export async function runOn(
  scenario: Scenario,
  book: Book,
  clock: FakeExchange['clock'],
  exchange: Exchange,
  runId = 'r1',
): Promise<Pick<Ran, 'outcome' | 'reports'>> {
  const reports: MinuteReport[] = []
  const outcome = await runTradingLoop({
    exchange,
    book,
    run: { id: runId, account: 'a', mode: 'replay', time: clock.now(), config: '{}' },
    clock,
    // All that is free is spent, so that one decision is several orders.
    config: { ...defaultConfig().trading, maxQuote: '1000000', ...scenario.trading },
    thresholds: { buy: 0.7, sell: 0.8 },
    quote: 'USDT',
    bases: [{ name: 'fil', symbol: SYMBOL, blocked: scenario.blocked ?? '0' }],
    history: 2,
    score: async (_base, candles) =>
      scenario.scores((timeAt(candles.grid, candles.grid.rows - 1) + MINUTE - START) / MINUTE),
    ...(scenario.buyBlockedReason && { buyBlockedReason: scenario.buyBlockedReason }),
    acceptBalances: scenario.acceptBalances ?? false,
    ...(scenario.unwatchedReason && { unwatchedReason: scenario.unwatchedReason }),
    until: START + scenario.minutes * MINUTE,
    signal: scenario.signal ?? new AbortController().signal,
    onMinute: (report) => {
      reports.push(report)
      scenario.onMinute?.(report)
    },
  })
  return { outcome, reports }
}

export async function trade(scenario: Scenario): Promise<Ran> {
  const exchange = exchangeOf(scenario)
  const book = await newBook()
  return { book, exchange, ...(await runOn(scenario, book, exchange.clock, exchange)) }
}

/** The book and the exchange tell the same: every order once, every fill once, and nothing open. */
export function expectConsistent({ book, exchange }: Pick<Ran, 'book' | 'exchange'>): void {
  const booked = book.fills('a').map((fill) => [fill.id, fill.amount.toFixed()])
  expect(booked).toEqual(exchange.traded.map((fill) => [fill.id, fill.amount.toFixed()]))
  expect(book.unsettledOrders('a')).toEqual([])
  const held = book.positions('a').get(SYMBOL)?.amount.toFixed() ?? '0'
  expect(held).toBe(exchange.total('FIL').toFixed())
  const known = book.orders('a').filter((order) => order.state !== 'lost' && order.state !== 'rejected')
  expect(known.map((order) => order.clientOrderId)).toEqual(exchange.placed.map((order) => order.clientOrderId))
}
