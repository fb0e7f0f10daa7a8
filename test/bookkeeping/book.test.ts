import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { ACCOUNT_TABLES } from '../../src/bookkeeping/accounts.js'
import { openBook, type Book } from '../../src/bookkeeping/book.js'
import { MIGRATIONS } from '../../src/bookkeeping/migrations.js'
import type { DecisionRecord, PlannedOrder } from '../../src/bookkeeping/records.js'
import { Decimal } from '../../src/core/decimal.js'
import type { Fill, Order } from '../../src/exchange/exchange.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const RUN = { id: 'r1', account: 'a', mode: 'replay', time: 1_690_000_000_000, config: '{"x":1}' } as const
const big = new Decimal('123456789.123456789012345678')

const planned = (id: string, overrides: Partial<PlannedOrder> = {}): PlannedOrder => ({
  clientOrderId: id,
  base: 'fil',
  symbol: 'FIL/USDT',
  side: 'buy',
  price: new Decimal('3.21'),
  amount: new Decimal(10),
  icebergAmount: undefined,
  minute: 1_690_000_020_000,
  reason: 'buy signal',
  ...overrides,
})

const answer = (id: string, overrides: Partial<Order> = {}): Order => ({
  clientOrderId: id,
  exchangeId: `x-${id}`,
  symbol: 'FIL/USDT',
  side: 'buy',
  price: new Decimal('3.21'),
  amount: new Decimal(10),
  filled: new Decimal(0),
  cost: new Decimal(0),
  status: 'open',
  time: 1,
  ...overrides,
})

const fill = (id: string, order: string, overrides: Partial<Fill> = {}): Fill => ({
  id,
  exchangeOrderId: `x-${order}`,
  symbol: 'FIL/USDT',
  side: 'buy',
  price: new Decimal('3.2'),
  amount: new Decimal(4),
  fee: { currency: 'FIL', amount: new Decimal('0.004') },
  maker: true,
  time: 100,
  ...overrides,
})

async function bookWithRun(): Promise<Book> {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'))
  onTestFinished(() => book.close())
  book.startRun(RUN)
  return book
}

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777

describe.skipIf(process.platform === 'win32')('the file of a book', () => {
  test('is for its owner alone, and so are the files beside it', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    const book = openBook(file, 'crash')
    onTestFinished(() => book.close())
    book.startRun(RUN)
    const modes = await Promise.all([file, `${file}-wal`, `${file}-shm`].map(modeOf))
    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  test('that others could read is for its owner alone once it is opened', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    openBook(file, 'crash').close()
    await chmod(file, 0o644)
    openBook(file, 'crash').close()
    expect(await modeOf(file)).toBe(0o600)
  })
})

describe('the journal', () => {
  test('gives back runs, actions, decisions and balances as they were written, after reopening too', async () => {
    const book = await bookWithRun()
    const decision: DecisionRecord = {
      runId: 'r1',
      minute: 60_000,
      base: 'fil',
      candleTime: 0,
      close: 3.21,
      scores: { hold: 0.1, buy: Math.fround(0.7), sell: 0.2 },
      signal: 'buy',
      act: 'none',
      reason: 'held already',
      lossMinutes: 2,
      held: { since: -60_000, peak: 3.5 },
    }
    const { held: _, ...flat } = decision
    const unscored: DecisionRecord = { ...flat, base: 'near', scores: undefined, signal: 'hold' }
    const classifier = { id: 'net', hash: 'abc' }
    book.startRun({ ...RUN, id: 'r2', mode: 'live', classifier })
    book.recordDecisions([unscored, decision])
    book.recordAction({ runId: 'r1', time: 5, kind: 'skip', detail: 'why' })
    book.recordAction({ runId: 'r1', time: 6, kind: 'refuse', base: 'fil', detail: 'small' })
    book.recordBalances('r1', 7, new Map([['USDT', { free: big, locked: new Decimal('1e-8') }]]))
    book.endRun('r1', 9, 'stopped')
    const again = openBook(book.file)
    onTestFinished(() => again.close())
    expect(again.runs()).toEqual([
      { ...RUN, endTime: 9, outcome: 'stopped' },
      { ...RUN, id: 'r2', mode: 'live', endTime: undefined, outcome: undefined, classifier },
    ])
    expect(again.decisions('r1')).toEqual([decision, unscored])
    expect(again.lastDecision('a', 'fil')).toEqual(decision)
    expect(again.lastDecision('b', 'fil')).toBe(undefined)
    expect(again.actions('r1').map(({ kind, base, detail }) => [kind, base, detail])).toEqual([
      ['skip', undefined, 'why'],
      ['refuse', 'fil', 'small'],
    ])
    expect(
      again.balances('r1').map(({ currency, free, locked }) => [currency, free.toFixed(), locked.toFixed()]),
    ).toEqual([['USDT', '123456789.123456789012345678', '0.00000001']])
  })

  test('refuses two decisions about a base in a minute, and then keeps neither', async () => {
    const book = await bookWithRun()
    const one: DecisionRecord = {
      runId: 'r1',
      minute: 1,
      base: 'fil',
      candleTime: 0,
      close: 1,
      scores: undefined,
      signal: 'hold',
      act: 'none',
      reason: '',
      lossMinutes: 0,
    }
    expect(() => book.recordDecisions([{ ...one, base: 'near' }, one, one])).toThrow()
    expect(book.decisions('r1')).toEqual([])
  })

  test('refuses what belongs to no run', async () => {
    const book = await bookWithRun()
    expect(() => book.recordAction({ runId: 'none', time: 1, kind: 'skip', detail: '' })).toThrow()
    expect(() => book.planOrder(planned('o'), { id: 'none', account: 'a' }, 1)).toThrow()
  })
})

describe('the ledger', () => {
  test('follows an order from the plan to the last fill', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o', { price: big, icebergAmount: new Decimal('0.5') }), RUN, 50)
    expect(book.order('o')).toMatchObject({ state: 'planned', isComplete: false, runId: 'r1', time: 50 })
    expect(book.order('o')?.price.toFixed()).toBe(big.toFixed())
    book.recordOrder(answer('o'), 51)
    book.recordOrder(answer('o'), 52)
    book.recordOrder(answer('o', { status: 'filled', filled: new Decimal(10), cost: new Decimal(32) }), 53)
    expect(book.order('o')?.isComplete).toBe(false)
    expect(book.changes('o').map(({ time, state, filled }) => [time, state, filled.toFixed()])).toEqual([
      [50, 'planned', '0'],
      [51, 'open', '0'],
      [53, 'filled', '10'],
    ])
    expect(book.recordFills('a', [fill('1', 'o')]).length).toBe(1)
    expect(book.order('o')?.isComplete).toBe(false)
    expect(book.recordFills('a', [fill('1', 'o'), fill('2', 'o', { amount: new Decimal(6) })]).length).toBe(1)
    expect(book.order('o')).toMatchObject({ isComplete: true, state: 'filled' })
    expect(book.unsettledOrders('a')).toEqual([])
  })

  test('an answer that comes late does not open an ended order again, nor take back what was filled', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o'), RUN, 1)
    book.recordOrder(answer('o', { status: 'cancelled', filled: new Decimal(4) }), 2)
    book.recordOrder(answer('o', { status: 'open', filled: new Decimal(3) }), 3)
    expect(book.order('o')).toMatchObject({ state: 'cancelled' })
    expect(book.order('o')?.filled.toFixed()).toBe('4')
  })

  test('refuses a client id a second time', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o'), RUN, 1)
    expect(() => book.planOrder(planned('o'), RUN, 1)).toThrow()
    expect(book.orders('a').length).toBe(1)
  })

  test('leaves out fills of orders that are not its own', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o'), RUN, 1)
    book.recordOrder(answer('o'), 2)
    expect(book.recordFills('a', [fill('1', 'stranger')])).toEqual([])
    expect(book.recordFills('another account', [fill('1', 'o')])).toEqual([])
    expect(book.fills('a')).toEqual([])
  })

  test('positions are the same added up one by one as out of the file, late fills included', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o', { amount: new Decimal(100) }), RUN, 1)
    book.recordOrder(answer('o'), 2)
    book.positions('a')
    book.recordFills('a', [fill('1', 'o'), fill('3', 'o', { time: 300, price: new Decimal(4) })])
    book.recordFills('a', [fill('2', 'o', { time: 200, side: 'sell', amount: new Decimal(2) })])
    const other = openBook(book.file)
    onTestFinished(() => other.close())
    expect(JSON.stringify([...book.positions('a')])).toBe(JSON.stringify([...other.positions('a')]))
    expect(book.positions('a').get('FIL/USDT')?.amount.toFixed()).toBe('5.988')
    expect(book.positions('b').size).toBe(0)
  })
})

describe('the file', () => {
  test('that is no book is named', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    await writeFile(file, 'this is no database, but long enough to be looked at as one'.repeat(20))
    expect(() => openBook(file)).toThrow(/book\.sqlite cannot be used as a book: .*move it away/)
  })

  test('of the first version keeps what it has and gets what came later', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    const raw = new Database(file)
    raw.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`)
    raw.exec("INSERT INTO runs (id, account, mode, started, config) VALUES ('old', 'a', 'paper', 1, '{}')")
    raw.close()
    const book = openBook(file)
    onTestFinished(() => book.close())
    book.recordEquity('old', [{ minute: 60_000, equity: big }])
    expect(book.runs().map(({ id }) => id)).toEqual(['old'])
    expect(book.equity('old').map(({ equity }) => equity.toFixed())).toEqual([big.toFixed()])
    expect(book.accountState('a')).toEqual({ paused: undefined, killed: undefined })
    const difference = { currency: 'FIL', booked: big, balance: new Decimal(0) }
    book.recordDifferences('a', 1, [difference])
    book.recordAdjustment('a', 'old', { time: 1, symbol: 'FIL/USDT', amount: big })
    expect(book.differences('a')).toEqual([difference])
    expect(book.adjustments('a')).toEqual([{ time: 1, symbol: 'FIL/USDT', amount: big }])
    book.recordDifferences('a', 2, [])
    expect(book.differences('a')).toEqual([])
  })

  test('of the fourth version keeps its decisions, of which nobody knows what was held', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    const raw = new Database(file)
    raw.exec(`${MIGRATIONS.slice(0, 4).join(';')}; PRAGMA user_version = 4`)
    raw.exec("INSERT INTO runs (id, account, mode, started, config) VALUES ('r1', 'a', 'replay', 1, '{}')")
    raw.exec("INSERT INTO decisions VALUES ('r1', 60000, 'fil', 0, 3, NULL, NULL, NULL, 'hold', 'none', 'old', 2)")
    raw.close()
    const book = openBook(file)
    onTestFinished(() => book.close())
    const [old] = book.decisions('r1')
    expect(old).toMatchObject({ reason: 'old', lossMinutes: 2 })
    expect(old?.held).toBe(undefined)
    if (!old) return
    const next = { ...old, minute: 120_000, held: { since: 0, peak: 3.25 } }
    book.recordDecisions([next])
    expect(book.lastDecision('a', 'fil')).toEqual(next)
  })

  test('of the second version says where its orders went, and its accounts have names that are no keys', async () => {
    const file = join(await temporaryFolder(), 'book.sqlite')
    const raw = new Database(file)
    raw.exec(`${MIGRATIONS.slice(0, 2).join(';')}; PRAGMA user_version = 2; PRAGMA foreign_keys = ON`)
    const earlier = [
      ['paper-1', 'paper-1', 'paper'],
      ['t1', 'simulated/127.0.0.1:8090/abcdef012345', 'paper'],
      ['t2', 'simulated/127.0.0.1:8090/abcdef012345#2', 'paper'],
      ['l1', 'live/binance/spot/0123456789ab', 'live'],
    ] as const
    for (const [id, account, mode] of earlier) {
      raw
        .prepare("INSERT INTO runs (id, account, mode, started, config) VALUES (?, ?, ?, 1, '{}')")
        .run(id, account, mode)
      raw
        .prepare(
          "INSERT INTO orders (client_order_id, run_id, account, base, symbol, side, price, amount, minute, reason, time, state) VALUES (?, ?, ?, 'fil', 'FIL/USDT', 'buy', '1', '2', 0, '', 0, 'open')",
        )
        .run(`o-${id}`, id, account)
      raw
        .prepare("INSERT INTO fills VALUES (?, 'FIL/USDT', ?, ?, 'x', 'buy', '1', '2', 'USDT', '0', 0, 5)")
        .run(account, id, `o-${id}`)
      raw.prepare("INSERT INTO wishes (account, time, wish, source) VALUES (?, 7, 'pause', 'test')").run(account)
    }
    raw.close()
    const book = openBook(file)
    onTestFinished(() => book.close())
    const named = [
      ['paper-1', 'paper-1', 'replay'],
      ['t1', 'binance/testnet/key-127.0.0.1-8090-abcdef012345', 'testnet'],
      ['t2', 'binance/testnet/key-127.0.0.1-8090-abcdef012345.2', 'testnet'],
      ['l1', 'binance/live/key-spot-0123456789ab', 'live'],
    ]
    expect(book.runs().map(({ id, account, mode }) => [id, account, mode])).toEqual(named)
    for (const [id = '', account = ''] of named) {
      expect(book.orders(account).map((order) => order.clientOrderId)).toEqual([`o-${id}`])
      expect(book.positions(account).get('FIL/USDT')?.amount.toFixed()).toBe('2')
      expect(book.accountState(account).paused?.time).toBe(7)
    }
    expect(() => book.startRun({ ...RUN, id: 'r9', mode: 'testnet' })).not.toThrow()
  })

  test('every table that names an account is renamed with it', async () => {
    const { file } = await bookWithRun()
    const raw = new Database(file)
    const tables = z
      .array(z.object({ name: z.string() }))
      .parse(raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all())
      .map(({ name }) => name)
      .filter((name) =>
        z
          .array(z.object({ name: z.string() }))
          .parse(raw.prepare(`PRAGMA table_info(${name})`).all())
          .some((column) => column.name === 'account'),
      )
    raw.close()
    expect(tables.sort()).toEqual([...ACCOUNT_TABLES].sort())
  })

  test('an account gets another name with all that it has, and never that of another one', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o'), RUN, 1)
    book.recordOrder(answer('o'), 2)
    book.recordFills('a', [fill('f', 'o')])
    expect(book.positions('a').size).toBe(1)
    book.recordCommand({ account: 'a', time: 3, command: 'kill', source: 'test' })
    book.renameAccount('a', 'binance/live/main')
    expect(book.accounts()).toEqual(['binance/live/main'])
    expect(book.positions('a').size).toBe(0)
    expect(book.positions('binance/live/main').get('FIL/USDT')?.amount.toFixed()).toBe('3.996')
    expect(book.unsettledOrders('binance/live/main').length).toBe(1)
    expect(book.accountState('binance/live/main').killed?.time).toBe(3)
    book.startRun({ ...RUN, id: 'r2' })
    expect(() => book.renameAccount('a', 'binance/live/main')).toThrow(/already/)
  })

  test('a kill holds for all accounts of an exchange and mode, a pause for one', async () => {
    const book = await bookWithRun()
    const kill = { account: 'binance/testnet/main', time: 3, command: 'kill', source: 'test' } as const
    book.recordCommand(kill)
    book.recordCommand({ ...kill, command: 'pause' })
    expect(book.accountState('binance/testnet/second')).toEqual({ paused: undefined, killed: kill })
    for (const other of ['binance/live/main', 'kraken/testnet/main', 'binance/testnet', 'binance', 'a'])
      expect(book.accountState(other).killed, other).toBeUndefined()
    book.recordCommand({ ...kill, account: 'binance/testnet/second', command: 'release' })
    expect(book.accountState('binance/testnet/main').killed).toBeUndefined()
    expect(book.accountState('binance/testnet/main').paused?.time).toBe(3)
    book.recordCommand({ ...kill, account: 'paper-1' })
    expect(book.accountState('paper-10').killed).toBeUndefined()
  })

  test('of a newer version is refused and left as it is', async () => {
    const book = await bookWithRun()
    const raw = new Database(book.file)
    raw.exec('PRAGMA user_version = 99')
    raw.close()
    expect(() => openBook(book.file)).toThrow(/version 99, this program knows 5; run a newer followupward/)
  })

  test('in a folder that is not there is named', async () => {
    const file = join(await temporaryFolder(), 'none', 'book.sqlite')
    expect(() => openBook(file)).toThrow(/none.book\.sqlite cannot be used as a book/)
  })

  test('changed by another hand does not pass as a book', async () => {
    const book = await bookWithRun()
    book.planOrder(planned('o'), RUN, 1)
    const raw = new Database(book.file)
    raw.exec("UPDATE orders SET price = 'cheap'")
    raw.close()
    expect(() => book.order('o')).toThrow(/expected a decimal number/)
  })
})
