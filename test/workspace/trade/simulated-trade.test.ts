import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { tradeOnReplay } from '../../../src/workspace/trade/simulated-trade.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import { Decimal } from '../../../src/core/decimal.js'
import { timeAt } from '../../../src/core/grid.js'
import { HOUR, MINUTE } from '../../../src/core/time.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const FROM = Date.UTC(2023, 9, 1)
const HISTORY = 30

test('paper trading a wave through ccxt and the simulated exchange gains, and every figure agrees with the book', async () => {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  const range = { from: FROM, to: FROM + 12 * HOUR }
  const rows = 12 * 60 + HISTORY + 1
  const candles = simulateCandles('sinus', { seed: 1, from: FROM - (HISTORY + 1) * MINUTE, rows })
  // The wave has a period of 360 minutes: it is lowest at 270 and highest at 90.
  const score = async (_base: string, view: typeof candles): Promise<{ hold: number; buy: number; sell: number }> => {
    const phase = (timeAt(view.grid, view.grid.rows - 1) / MINUTE) % 360
    return { hold: 0, buy: phase > 270 && phase < 280 ? 1 : 0, sell: phase > 85 && phase < 120 ? 1 : 0 }
  }
  const report = await tradeOnReplay({
    book,
    runId: 'r1',
    bases: [
      { name: 'aaa', symbol: 'AAA/USDT', candles },
      { name: 'bbb', symbol: 'BBB/USDT', candles },
    ],
    range,
    history: HISTORY,
    score,
    config: { ...defaultConfig(), trading: { ...defaultConfig().trading, maxQuote: '1000000' } },
    thresholds: { buy: 0.7, sell: 0.8 },
    startQuote: '10000',
    signal: new AbortController().signal,
  })
  expect(report).toMatchObject({ outcome: 'done', minutes: 720, skipped: 0, rejected: 0, lost: 0, ...range })
  expect(report.gain).toBeGreaterThan(0.03)
  expect(report.gain).toBeGreaterThan(report.buyAndHold)
  expect(report.equity.length).toBe(721)
  expect(book.unsettledOrders('r1')).toEqual([])
  // What the fills say must be what the exchange's last balances say: no money is made or lost on the way.
  const spent = new Map<string, Decimal>()
  const add = (currency: string, amount: Decimal): void => {
    spent.set(currency, (spent.get(currency) ?? new Decimal(0)).plus(amount))
  }
  add('USDT', new Decimal(report.startQuote))
  for (const { symbol, side, amount, price, fee } of book.fills('r1')) {
    const sign = side === 'buy' ? 1 : -1
    add(symbol.slice(0, 3), amount.times(sign))
    add('USDT', amount.times(price).times(-sign))
    add(fee.currency, fee.amount.neg())
  }
  const snapshots = book.balances('r1')
  const last = snapshots.filter(({ snapshot }) => snapshot === snapshots.at(-1)?.snapshot)
  expect(last.length).toBeGreaterThan(0)
  for (const { currency, free, locked } of last) {
    expect(locked.toFixed()).toBe('0')
    expect(`${currency} ${free.toFixed()}`).toBe(`${currency} ${spent.get(currency)?.toFixed()}`)
  }
})
