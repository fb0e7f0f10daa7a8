import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBook, type Book } from '../../../src/bookkeeping/book.js'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import type { Fill } from '../../../src/exchange/exchange.js'
import { summariseRun } from '../../../src/trading/trade-summary.js'
import { buildTradeReport, type ReportInputs, type TradeReport } from '../../../src/workspace/trade/trade-report.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const START = 1_690_000_020_000
const ACCOUNT = 'a'
const SYMBOL = 'FIL/USDT'

/** Writes an order of a minute with a fill of it, after which the run's positions count it. */
function fillOrder(book: Book, runId: string, minute: number, side: 'buy' | 'sell', amount: string): void {
  const id = `${runId}-${minute}-${side}`
  const time = START + minute * MINUTE
  const order = { symbol: SYMBOL, side, price: new Decimal(10), amount: new Decimal(amount) } as const
  const planned = { clientOrderId: id, base: 'fil', ...order, icebergAmount: undefined, minute: time, reason: 'signal' }
  book.planOrder(planned, { id: runId, account: ACCOUNT }, time)
  const status = {
    exchangeId: `x${id}`,
    filled: order.amount,
    cost: order.amount.times(10),
    status: 'filled',
    time,
  } as const
  book.recordOrder({ ...order, clientOrderId: id, ...status }, time)
  const fee = { currency: 'USDT', amount: new Decimal(0) }
  const fill: Fill = { id: `f${id}`, exchangeOrderId: `x${id}`, ...order, fee, maker: false, time }
  book.recordFills(ACCOUNT, [fill])
}

async function openTestBook(): Promise<Book> {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  return book
}

const runOf = (id: string) => ({ id, account: ACCOUNT, mode: 'testnet', time: START, config: '{}' }) as const

test('a sale that is placed again in later minutes is one trade, until more is bought', async () => {
  const book = await openTestBook()
  book.startRun(runOf('r1'))
  for (const [minute, side, amount] of [
    [0, 'buy', '4'],
    [5, 'sell', '1'],
    [6, 'sell', '1'],
    [7, 'sell', '2'],
    [9, 'buy', '4'],
    [12, 'sell', '4'],
  ] as const)
    fillOrder(book, 'r1', minute, side, amount)
  expect(summariseRun(book, ACCOUNT, 'r1').trades).toBe(2)
})

test('the value at the start has the dust that an earlier run left, also where the run has no minute', async () => {
  const book = await openTestBook()
  book.startRun(runOf('r1'))
  fillOrder(book, 'r1', 0, 'buy', '0.5')
  book.endRun('r1', START + MINUTE, 'done')
  const before = book.positions(ACCOUNT)
  book.startRun(runOf('r2'))
  book.recordBalances('r2', START + 2 * MINUTE, new Map([['USDT', { free: new Decimal(100), locked: new Decimal(0) }]]))
  const closes = new Map([['fil', 12]])
  const equity = new Decimal(106)
  const report = (minutes: ReportInputs['minutes']): TradeReport =>
    buildTradeReport({
      book,
      run: runOf('r2'),
      outcome: {
        outcome: 'done',
        minutes: minutes.length,
        skipped: 0,
        equity,
        closes,
        unavailable: new Map(),
        transferred: new Decimal(0),
        differences: [],
      },
      bases: [{ name: 'fil', symbol: SYMBOL }],
      quote: 'USDT',
      range: { from: START, to: START + MINUTE },
      before,
      minutes,
      takerFee: '0.001',
      thresholds: { buy: 0.7, sell: 0.8 },
    })
  expect(report([{ minute: START, equity, closes: new Map([['fil', 12]]) }])).toMatchObject({
    startQuote: '106',
    gain: 0,
  })
  expect(report([])).toMatchObject({ startQuote: '106', gain: 0 })
})
