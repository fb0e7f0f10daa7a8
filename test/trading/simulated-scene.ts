import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openBook, type Book } from '../../src/bookkeeping/book.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import type { Clock } from '../../src/core/clock.js'
import { Decimal } from '../../src/core/decimal.js'
import { followClock } from '../../src/core/followed-clock.js'
import { timeAt } from '../../src/core/grid.js'
import { HOUR, MINUTE } from '../../src/core/time.js'
import type { Exchange, Fill } from '../../src/exchange/exchange.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import type { SimulatedExchangeOptions } from '../../src/exchange/simulated/simulated-exchange.js'
import { simulateCandles } from '../../src/ohlcv/simulate-candles.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'
import type { TradeOptions, TradeOutcome } from '../../src/trading/trade-options.js'
import { temporaryFolder } from '../support/temporary-folder.js'

export const FROM = Date.UTC(2023, 9, 1)
export const SYMBOLS = ['AAA/USDT', 'BBB/USDT']
export const HISTORY = 5

/** A trader's way to a simulated exchange, with a machine's clock that can be set. */
export interface Scene {
  readonly server: SimulatedExchange
  /** The way of the trader, stamped by the machine's clock. */
  readonly exchange: Exchange
  /** The way of another program on the same account. */
  readonly other: Exchange
  readonly file: string
  /** The machine's clock is ahead of the exchange's by this at an exchange's time. */
  stepAt: (time: number) => number
  readonly machine: Clock
}

/** A simulated exchange with two markets whose replay goes on for two hours after so many minutes. */
export async function startMarket(
  minutes: number,
  options: Partial<SimulatedExchangeOptions> = {},
): Promise<SimulatedExchange> {
  const candles = new Map(
    SYMBOLS.map((symbol) => {
      const base = symbol.slice(0, 3).toLowerCase()
      const plan = { seed: 5, base, from: FROM - HOUR, rows: 60 + minutes + 120 }
      return [symbol, simulateCandles('market', plan)] as const
    }),
  )
  const range = { from: FROM, to: FROM + (minutes + 120) * MINUTE }
  return startSimulatedExchange({ candles, balances: { USDT: '10000' }, range, volumeShare: '0.05', ...options })
}

export async function openScene(minutes: number, options: Partial<SimulatedExchangeOptions> = {}): Promise<Scene> {
  const server = await startMarket(minutes, options)
  const { clock } = server.control
  const scene = {
    server,
    file: join(await temporaryFolder(), 'book.sqlite'),
    stepAt: (_time: number) => 0,
    machine: {
      now: (): number => clock.now() + scene.stepAt(clock.now()),
      sleepUntil: (time: number, signal?: AbortSignal) => clock.sleepUntil(time - scene.stepAt(clock.now()), signal),
    },
  }
  const adapter = { id: 'binance', ...server, initialDelay: 1 }
  const exchange = await openCcxtExchange({ ...adapter, clock: scene.machine })
  const other = await openCcxtExchange({ ...adapter, clock, attempts: 30 })
  onTestFinished(async () => {
    await Promise.all([exchange.close(), other.close()])
    await server.close()
  })
  return Object.assign(scene, { exchange, other })
}

export function bookOf({ file }: Pick<Scene, 'file'>): Book {
  const book = openBook(file, 'crash')
  onTestFinished(() => book.close())
  return book
}

/** Buys in one minute of four and sells two minutes later. */
export const turnOver: TradeOptions['score'] = async (_base, { grid }) => {
  const minute = timeAt(grid, grid.rows - 1) / MINUTE
  return { hold: 0, buy: minute % 4 === 0 ? 1 : 0, sell: minute % 4 === 2 ? 1 : 0 }
}

export interface Leg extends Partial<TradeOptions> {
  readonly minutes: number
  readonly runId?: string
}

/** Trades on the scene until so many minutes after its beginning. */
export async function tradeOn(
  scene: Scene,
  book: Book,
  { minutes, runId = 'r1', ...rest }: Leg,
): Promise<TradeOutcome> {
  const { exchange } = scene
  const clock = await followClock(scene.machine, async () => ({ time: await exchange.fetchTime(), speed: 1 }))
  return runTradingLoop({
    exchange,
    book,
    run: { id: runId, account: 'a', mode: 'testnet', time: clock.now(), config: '{}' },
    clock,
    config: { ...defaultConfig().trading, maxQuote: '1000000' },
    thresholds: { buy: 0.7, sell: 0.8 },
    quote: 'USDT',
    bases: SYMBOLS.map((symbol) => ({ name: symbol.slice(0, 3).toLowerCase(), symbol })),
    history: HISTORY,
    score: turnOver,
    until: FROM + minutes * MINUTE,
    signal: new AbortController().signal,
    ...rest,
  })
}

const keyOf = ({ symbol, id, amount }: Fill): string => `${symbol} ${id} ${amount.toFixed()}`

/** Every fill of the exchange is in the book once, its positions are the exchange's balances, and nothing is open. */
export async function expectSame(book: Book, { other }: Pick<Scene, 'other'>): Promise<void> {
  const fills = (await Promise.all(SYMBOLS.map((symbol) => other.fetchFills(symbol, FROM)))).flat()
  expect(book.fills('a').map(keyOf).sort()).toEqual(fills.map(keyOf).sort())
  expect(book.unsettledOrders('a')).toEqual([])
  const balances = await other.fetchBalances()
  for (const symbol of SYMBOLS) {
    const { free, locked } = balances.get(symbol.slice(0, 3)) ?? { free: new Decimal(0), locked: new Decimal(0) }
    expect(`${symbol} ${book.positions('a').get(symbol)?.amount.toFixed() ?? '0'}`).toBe(
      `${symbol} ${free.plus(locked).toFixed()}`,
    )
    expect(locked.toFixed()).toBe('0')
    expect(await other.fetchOpenOrders(symbol)).toEqual([])
  }
}
