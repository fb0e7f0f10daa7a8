import type { Book } from '../../src/bookkeeping/book.js'
import type { Scores } from '../../src/bookkeeping/records.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import { MINUTE } from '../../src/core/time.js'
import { ExchangeRefusedError } from '../../src/exchange/exchange-errors.js'
import type { Exchange, Quote } from '../../src/exchange/exchange.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'
import type { TradeOutcome } from '../../src/trading/trade-options.js'
import { fakeExchange, marketRules, type FakeExchange } from '../support/fake-exchange.js'
import { START, newBook } from './scenario.js'

const SYMBOLS = ['FIL/USDT', 'MIS/USDT']

export interface TwoBases {
  readonly scores: (base: string) => Scores
  readonly minutes?: number
  readonly book?: Book
  readonly exchange?: FakeExchange
  readonly runId?: string
  /** The markets that the exchange has at a time; default: both. */
  readonly marketsAt?: (time: number) => readonly string[]
  readonly halted?: readonly string[]
  /** Whether the candles of a market are refused at a time. */
  readonly refused?: (symbol: string, time: number) => boolean
  readonly quote?: (symbol: string, fetch: () => Promise<Quote>) => Promise<Quote>
}

/** One run on FIL and MIS, which trade at 10; a later run goes on with the book and the exchange of an earlier one. */
export async function tradeTwo(
  given: TwoBases,
): Promise<{ readonly book: Book; readonly exchange: FakeExchange; readonly outcome: TradeOutcome }> {
  const exchange = given.exchange ?? fakeExchange({ start: START, symbols: SYMBOLS, price: () => 10 })
  const book = given.book ?? (await newBook())
  const { clock } = exchange
  const time = clock.now()
  const outcome = await runTradingLoop({
    exchange: disturbed(exchange, given),
    book,
    run: { id: given.runId ?? 'r1', account: 'a', mode: 'replay', time, config: '{}' },
    clock,
    config: defaultConfig().trading,
    thresholds: { buy: 0.7, sell: 0.8 },
    quote: 'USDT',
    bases: [
      { name: 'fil', symbol: 'FIL/USDT' },
      { name: 'mis', symbol: 'MIS/USDT' },
    ],
    history: 2,
    score: async (base) => given.scores(base),
    until: time + (given.minutes ?? 3) * MINUTE,
    signal: new AbortController().signal,
  })
  return { book, exchange, outcome }
}

function disturbed(exchange: FakeExchange, { marketsAt, halted = [], refused, quote }: TwoBases): Exchange {
  const { clock } = exchange
  return {
    ...exchange,
    fetchMarketRules: async () => {
      const symbols = marketsAt?.(clock.now()) ?? SYMBOLS
      return new Map(symbols.map((symbol) => [symbol, marketRules(symbol, { active: !halted.includes(symbol) })]))
    },
    fetchCandles: async (symbol, since, limit) => {
      if (refused?.(symbol, clock.now())) throw new ExchangeRefusedError(`no candles of ${symbol}`)
      return exchange.fetchCandles(symbol, since, limit)
    },
    fetchQuote: async (symbol) =>
      quote ? quote(symbol, () => exchange.fetchQuote(symbol)) : exchange.fetchQuote(symbol),
  }
}

/** What was recorded of markets, one line each. */
export function summariseActions(book: Book, runId = 'r1'): string[] {
  return book
    .actions(runId)
    .filter(({ kind }) => kind === 'unavailable' || kind === 'available')
    .map(({ kind, base, detail }) => `${kind} ${base}: ${detail}`)
}
