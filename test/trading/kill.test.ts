import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openBook, type Book } from '../../src/bookkeeping/book.js'
import { openReconciler } from '../../src/bookkeeping/reconcile.js'
import { Decimal } from '../../src/core/decimal.js'
import { createRng } from '../../src/core/rng.js'
import { HOUR, MINUTE } from '../../src/core/time.js'
import { openCcxtExchange } from '../../src/exchange/open-ccxt-exchange.js'
import type { Exchange, Fill } from '../../src/exchange/exchange.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import { simulateCandles } from '../../src/ohlcv/simulate-candles.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { bundleTradeChild } from './bundle-trade-child.js'

const FROM = Date.UTC(2023, 9, 1)
const SYMBOLS = ['AAA/USDT', 'BBB/USDT']

async function exchangeOfTheTest(): Promise<SimulatedExchange> {
  const candles = new Map(
    SYMBOLS.map((symbol) => {
      const base = symbol.slice(0, 3).toLowerCase()
      return [symbol, simulateCandles('market', { seed: 5, base, from: FROM - HOUR, rows: 240 })] as const
    }),
  )
  const server = await startSimulatedExchange({
    candles,
    balances: { USDT: '10000' },
    range: { from: FROM, to: FROM + 2 * HOUR },
    // Little is filled at once, so that orders rest when the process dies.
    volumeShare: '0.02',
  })
  onTestFinished(() => server.close())
  return server
}

/** Runs the child; with `life` it is killed after so many milliseconds of the exchange's time. */
async function trade(
  child: string,
  server: SimulatedExchange,
  file: string,
  run: string,
  life?: number,
): Promise<number | null> {
  const args = [child, server.url, server.apiKey, server.secret, file, run]
  const process = spawn(globalThis.process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => {
    process.once('exit', (code) => resolve(code))
  })
  if (life === undefined) return ended
  const started = server.control.now()
  while (server.control.now() < started + life && process.exitCode === null) await sleep(1)
  process.kill('SIGKILL')
  return ended
}

const keyOf = ({ symbol, id }: Fill): string => `${symbol} ${id}`

/** The book has every fill once, and with them the exchange's balances add up. */
async function expectConserved(book: Book, exchange: Exchange): Promise<void> {
  const fills = (await Promise.all(SYMBOLS.map((symbol) => exchange.fetchFills(symbol, FROM)))).flat()
  const booked = book.fills('a')
  expect(booked.map(keyOf).sort()).toEqual(fills.map(keyOf).sort())
  const money = new Map<string, Decimal>([['USDT', new Decimal(10_000)]])
  const add = (currency: string, amount: Decimal): void => {
    money.set(currency, (money.get(currency) ?? new Decimal(0)).plus(amount))
  }
  for (const { symbol, side, amount, price, fee } of booked) {
    const sign = side === 'buy' ? 1 : -1
    add(symbol.slice(0, 3), amount.times(sign))
    add('USDT', amount.times(price).times(-sign))
    add(fee.currency, fee.amount.neg())
  }
  for (const [currency, { free, locked }] of await exchange.fetchBalances()) {
    expect(`${currency} ${free.plus(locked).toFixed()}`).toBe(`${currency} ${money.get(currency)?.toFixed()}`)
    expect(`${currency} ${locked.toFixed()}`).toBe(`${currency} 0`)
  }
  for (const symbol of SYMBOLS) {
    const base = money.get(symbol.slice(0, 3)) ?? new Decimal(0)
    expect(book.positions('a').get(symbol)?.amount.toFixed() ?? '0').toBe(base.toFixed())
    expect(await exchange.fetchOpenOrders(symbol)).toEqual([])
  }
}

test('a process killed again and again doubles no order, forgets none and conserves money', async () => {
  const child = await bundleTradeChild('kill')
  const server = await exchangeOfTheTest()
  const file = join(await temporaryFolder(), 'book.sqlite')
  const rng = createRng(7)
  for (let life = 0; life < 2; life++) {
    expect(await trade(child, server, file, `killed-${life}`, (3 + rng.below(20)) * MINUTE + rng.below(MINUTE))).toBe(
      null,
    )
  }
  expect(await trade(child, server, file, 'last')).toBe(0)
  const book = openBook(file)
  onTestFinished(() => book.close())
  const { clock } = server.control
  const exchange = await openCcxtExchange({ id: 'binance', ...server, clock })
  onTestFinished(() => exchange.close())
  expect(book.orders('a').length).toBeGreaterThan(10)
  expect(book.runs().map((run) => run.outcome)).toEqual([undefined, undefined, 'done'])
  expect(book.unsettledOrders('a')).toEqual([])
  // No minute was decided by two runs.
  const decided = book.runs().flatMap((run) => book.decisions(run.id).map((one) => `${one.minute}/${one.base}`))
  expect(new Set(decided).size).toBe(decided.length)
  await expectConserved(book, exchange)
  const again = await openReconciler({ book, account: 'a', exchange, clock }).reconcile()
  expect(again).toEqual({ checked: 0, lost: 0, fills: [], open: [] })
}, 300_000)
