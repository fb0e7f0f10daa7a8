import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBook, type Book } from '../../src/bookkeeping/book.js'
import type { Run, RunStart } from '../../src/bookkeeping/records.js'
import { Decimal } from '../../src/core/decimal.js'
import { temporaryFolder } from '../support/temporary-folder.js'

async function bookWith(mode: RunStart['mode']): Promise<{ readonly book: Book; readonly run: Run }> {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  book.startRun({ id: 'r', account: 'r', mode, time: 0, config: '{}' })
  const [run] = book.runs()
  if (!run) throw new Error('there is no run')
  return { book, run }
}

const ONE = new Decimal(1)
const TERMS = { base: 'fil', symbol: 'FIL/USDT', side: 'buy', price: ONE, amount: new Decimal(10) } as const

/** An order that is placed at `time` and of which 4 are filled at `time` + 10, and the rest, with its end, at `time` + 30. */
function fillOrder(book: Book, id: string, time: number): void {
  const order = { ...TERMS, clientOrderId: id, icebergAmount: undefined, minute: time, reason: 'buy signal' }
  book.planOrder(order, { id: 'r', account: 'r' }, time)
  const known = { ...TERMS, clientOrderId: id, exchangeId: `x${id}`, time }
  const fill = { ...TERMS, exchangeOrderId: `x${id}`, maker: false, fee: { currency: 'USDT', amount: ONE } }
  const record = (at: number, filled: number, status: 'open' | 'filled'): void =>
    book.recordOrder({ ...known, status, filled: new Decimal(filled), cost: new Decimal(filled) }, at)
  record(time, 0, 'open')
  record(time + 10, 4, 'open')
  book.recordFills('r', [{ ...fill, id: `${id}1`, amount: new Decimal(4), time: time + 10 }])
  record(time + 30, 10, 'filled')
  book.recordFills('r', [{ ...fill, id: `${id}2`, amount: new Decimal(6), time: time + 30 }])
}

test('a run that is taken back has orders, fills and positions as they were then, and has not ended', async () => {
  const { book, run } = await bookWith('replay')
  fillOrder(book, 'a', 100)
  fillOrder(book, 'b', 200)
  for (const minute of [100, 200]) book.recordEquity('r', [{ minute, equity: ONE }])
  book.recordAction({ runId: 'r', time: 210, kind: 'fault', detail: 'later' })
  book.endRun('r', 300, 'failed')
  expect(book.positions('r').get('FIL/USDT')?.amount.toFixed()).toBe('20')
  book.rewindRun(run, 130)
  expect(book.orders('r').map(({ clientOrderId }) => clientOrderId)).toEqual(['a'])
  const order = book.order('a')
  expect([order?.state, order?.filled.toFixed(), order?.bookedAmount.toFixed(), order?.isComplete]).toEqual([
    'open',
    '4',
    '4',
    false,
  ])
  expect(book.unsettledOrders('r').length).toBe(1)
  expect(book.positions('r').get('FIL/USDT')?.amount.toFixed()).toBe('4')
  expect([book.fills('r').length, book.equity('r').length, book.actions('r').length]).toEqual([1, 1, 0])
  expect(book.runs()[0]).toMatchObject({ endTime: undefined, outcome: undefined })
})

test.each(['testnet', 'live'] as const)('a run in mode %s is never taken back: its exchange is not', async (mode) => {
  const { book, run } = await bookWith(mode)
  fillOrder(book, 'a', 100)
  expect(() => book.rewindRun(run, 0)).toThrow(/cannot be taken back/)
  expect(book.fills('r').length).toBe(2)
})
