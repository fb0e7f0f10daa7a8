import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openBook, type Book } from '../../../src/bookkeeping/book.js'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import { tradingPage } from '../../../src/dashboard/trading/routes.js'
import { startedJobs, type FakeSpawn } from '../jobs/fake-spawn.js'
import { openApp } from '../open-app.js'
import { openContext } from '../open-app.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const START = Date.UTC(2024, 0, 1)
const NOW = Date.UTC(2026, 0, 1)
const RUN = {
  id: 'paper-1',
  account: 'paper-1',
  mode: 'replay',
  time: START,
  config: JSON.stringify({
    quote: 'USDT',
    thresholds: { buy: 0.6, sell: 0.7 },
    bases: [
      { name: 'fil', symbol: 'FIL/USDT' },
      { name: 'near', symbol: 'NEAR/USDT' },
    ],
  }),
  classifier: { id: 'net', hash: 'h' },
} as const

/** A run of 100 minutes on two bases with one purchase of 10 FIL at 3, of which half is filled, and one open sale. */
function fillBook(book: Book): void {
  book.startRun(RUN)
  for (let i = 0; i < 100; i++) {
    const minute = START + i * MINUTE
    const rest = { runId: RUN.id, minute, candleTime: minute - MINUTE, lossMinutes: 0, signal: 'hold' } as const
    book.recordDecisions([
      {
        ...rest,
        base: 'fil',
        close: 3 + i / 100,
        scores: { hold: 1, buy: 0, sell: 0 },
        act: 'none',
        reason: 'no signal',
      },
      {
        ...rest,
        base: 'near',
        close: 5,
        scores: undefined,
        act: i === 50 ? 'buy' : 'none',
        reason: i === 50 ? 'buy signal' : 'no scores',
      },
    ])
  }
  const equity = [1000, 1100, 990, 1050].map((value, i) => ({ minute: START + i * MINUTE, equity: new Decimal(value) }))
  book.recordEquity(RUN.id, equity)
  book.recordBalances(RUN.id, START, new Map([['USDT', { free: new Decimal('970.5'), locked: new Decimal(0) }]]))
  const order = { base: 'fil', symbol: 'FIL/USDT', icebergAmount: undefined, minute: START, reason: 'buy signal' }
  const money = { price: new Decimal(3), amount: new Decimal(10) }
  book.planOrder({ ...order, ...money, clientOrderId: 'b1', side: 'buy' }, RUN, START)
  const standing = { symbol: 'FIL/USDT', ...money, filled: new Decimal(5), cost: new Decimal(15), time: START } as const
  book.recordOrder({ ...standing, clientOrderId: 'b1', exchangeId: 'x1', side: 'buy', status: 'cancelled' }, START)
  const fill = {
    symbol: 'FIL/USDT',
    price: new Decimal(3),
    amount: new Decimal(5),
    maker: true,
    time: START + 5,
  } as const
  const fee = { currency: 'USDT', amount: new Decimal('0.015') }
  book.recordFills(RUN.account, [{ ...fill, id: 'f1', exchangeOrderId: 'x1', side: 'buy', fee }])
  book.planOrder({ ...order, ...money, clientOrderId: 's1', side: 'sell', reason: 'sell signal' }, RUN, START + MINUTE)
  book.recordAction({ runId: RUN.id, time: START, kind: 'start', detail: 'watching fil, near' })
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function setUp(): Promise<{
  readonly book: Book
  readonly get: (url: string) => Promise<Answer>
  readonly post: (url: string, body: object) => Promise<Answer>
  readonly folder: string
  readonly spawned: FakeSpawn
}> {
  const folder = await temporaryFolder()
  const book = openBook(join(folder, 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  const context = openContext(folder, { now: () => NOW, sleepUntil: async () => {} })
  const { app, pageToken, spawned } = await openApp([tradingPage], { context })
  const headers = { host: 'localhost', 'x-followupward-token': pageToken }
  const answerOf = async (options: InjectOptions): Promise<Answer> => {
    const answer = await app.inject({ ...options, headers })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    book,
    folder,
    spawned,
    get: (url) => answerOf({ method: 'GET', url }),
    post: (url, payload) => answerOf({ method: 'POST', url, payload }),
  }
}

test('a run with its worth, positions, orders, fills and log', async () => {
  const { book, get } = await setUp()
  fillBook(book)
  const { status, body } = await get('/api/trading/run?id=paper-1')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    run: {
      id: 'paper-1',
      mode: 'replay',
      state: 'lost',
      classifier: 'net',
      bases: ['fil', 'near'],
      quote: 'USDT',
      thresholds: { buy: 0.6, sell: 0.7 },
      first: { minute: START, equity: '1000' },
      latest: { minute: START + 3 * MINUTE, equity: '1050' },
    },
    equity: { values: [1000, 1100, 990, 1050] },
    positions: [{ base: 'fil', amount: '5', averagePrice: '3', close: 3.99 }],
    balances: [{ currency: 'USDT', free: '970.5', locked: '0' }],
    openOrders: [{ id: 's1', side: 'sell', state: 'planned', reason: 'sell signal' }],
    orders: [{ id: 's1' }, { id: 'b1', state: 'cancelled', filled: '5' }],
    fills: [{ base: 'fil', side: 'buy', price: '3', amount: '5', fee: '0.015 USDT' }],
    log: [{ kind: 'start', detail: 'watching fil, near' }],
  })
  const parsed = z
    .object({
      equity: z.object({ drawdown: z.number() }),
      positions: z.array(z.object({ gain: z.number(), value: z.string() })),
    })
    .parse(body)
  expect(parsed.equity.drawdown).toBeCloseTo(1 - 990 / 1100, 12)
  expect(parsed.positions[0]?.gain).toBeCloseTo(0.33, 12)
  expect(parsed.positions[0]?.value).toBe('19.95')
})

test('what is held in a market that is gone is told as not sellable', async () => {
  const { book, get } = await setUp()
  fillBook(book)
  const detail = 'left out: binance has no market FIL/USDT'
  book.recordAction({ runId: RUN.id, time: START, kind: 'unavailable', base: 'fil', detail })
  const { body } = await get('/api/trading/run?id=paper-1')
  expect(body).toMatchObject({ positions: [{ base: 'fil', amount: '5', unsellable: detail }] })
  book.recordAction({ runId: RUN.id, time: START, kind: 'available', base: 'fil', detail: 'traded again' })
  const { body: again } = await get('/api/trading/run?id=paper-1')
  expect(again).not.toMatchObject({ positions: [{ unsellable: detail }] })
})

test('an account that holds less than the book is told with every run of it', async () => {
  const { book, get } = await setUp()
  fillBook(book)
  const { body: before } = await get('/api/trading/runs')
  expect(before).toMatchObject({ runs: [{ id: RUN.id, differences: [] }] })
  const difference = { currency: 'FIL', booked: new Decimal(5), balance: new Decimal('0.25') }
  book.recordDifferences(RUN.account, START, [difference])
  const differences = [{ currency: 'FIL', booked: '5', balance: '0.25' }]
  const { body: runs } = await get('/api/trading/runs')
  expect(runs).toMatchObject({ runs: [{ id: RUN.id, differences }] })
  const { body: detail } = await get('/api/trading/run?id=paper-1')
  expect(detail).toMatchObject({ run: { differences } })
})

test('a run lives by its signs of life, and ends in the book', async () => {
  const { book, get } = await setUp()
  fillBook(book)
  const stateOf = async (): Promise<unknown> =>
    z.object({ runs: z.array(z.object({ state: z.string() })) }).parse((await get('/api/trading/runs')).body).runs[0]
      ?.state
  expect(await stateOf()).toBe('lost')
  book.recordHeartbeat(RUN.id, { time: NOW - 1000, pid: 1 })
  expect(await stateOf()).toBe('running')
  book.recordHeartbeat(RUN.id, { time: NOW - 60_000, pid: 1 })
  expect(await stateOf()).toBe('lost')
  book.endRun(RUN.id, START + 1, 'done')
  expect(await stateOf()).toBe('ended')
})

const decisionsSchema = z.object({
  decisions: z.array(z.object({ minute: z.number(), base: z.string(), reason: z.string() })),
  next: z.number().optional(),
})

test('decisions come by pages that lose none, newest first', async () => {
  const { book, get } = await setUp()
  fillBook(book)
  const seen: string[] = []
  let before = ''
  for (let page = 0; page < 100; page++) {
    const { decisions, next } = decisionsSchema.parse(
      (await get(`/api/trading/decisions?run=paper-1&limit=7${before}`)).body,
    )
    seen.push(...decisions.map(({ minute, base }) => `${(minute - START) / MINUTE} ${base}`))
    if (next === undefined) break
    before = `&before=${next}`
  }
  const all = Array.from({ length: 100 }, (_, i) => [`${99 - i} fil`, `${99 - i} near`]).flat()
  expect(seen).toEqual(all)
  const acted = decisionsSchema.parse((await get('/api/trading/decisions?run=paper-1&acted=true')).body)
  expect(acted.decisions).toEqual([{ minute: START + 50 * MINUTE, base: 'near', reason: 'buy signal' }])
  const near = decisionsSchema.parse((await get('/api/trading/decisions?run=paper-1&base=near&limit=1000')).body)
  expect(near.decisions.length).toBe(100)
})

test('control commands reach the book', async () => {
  const { book, get, post } = await setUp()
  fillBook(book)
  for (const command of ['pause', 'kill'] as const) {
    expect((await post('/api/trading/control', { account: 'paper-1', command })).status).toBe(200)
  }
  expect(book.commands('paper-1')).toEqual([
    { account: 'paper-1', time: NOW, command: 'pause', source: 'dashboard' },
    { account: 'paper-1', time: NOW, command: 'kill', source: 'dashboard' },
  ])
  const { body } = await get('/api/trading/run?id=paper-1')
  expect(body).toMatchObject({ run: { paused: { since: NOW, source: 'dashboard' }, killed: { since: NOW } } })
  await post('/api/trading/control', { account: 'paper-1', command: 'release' })
  expect(book.accountState('paper-1').killed).toBeUndefined()
})

test('what cannot be answered says why', async () => {
  const { book, get, post } = await setUp()
  expect(await get('/api/trading/runs')).toMatchObject({ status: 200, body: { runs: [], classifiers: [] } })
  fillBook(book)
  expect(await get('/api/trading/run?id=other')).toEqual({ status: 404, body: { error: 'the book has no run other' } })
  expect((await get('/api/trading/decisions?run=paper-1&limit=0')).status).toBe(400)
  expect(await post('/api/trading/control', { account: 'none', command: 'kill' })).toMatchObject({ status: 400 })
  expect((await post('/api/trading/control', { account: 'paper-1', command: 'sell all' })).status).toBe(400)
  const { status, body } = await get(`/api/trading/features?run=paper-1&base=fil&minute=${START}`)
  expect(status).toBe(409)
  expect(JSON.stringify(body)).toContain('net')
})

test('a paper trade is started as a job that outlives the dashboard, and never a live one', async () => {
  const { post, folder, spawned } = await setUp()
  const { status, body } = await post('/api/trading/paper', { classifier: 'net', speed: '60', buy: '0.5', sell: '0.6' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ title: 'paper trading on net', isDetached: true })
  expect(startedJobs(spawned.runs)).toEqual([['trade', { classifier: 'net', speed: 60, buy: 0.5, sell: 0.6 }]])
  expect((await post('/api/trading/paper', { classifier: 'net', mode: 'live' })).status).toBe(400)
  expect((await post('/api/trading/paper', { classifier: 'net', buy: '2' })).status).toBe(400)
  expect((await post('/api/trading/paper', { classifier: '' })).status).toBe(400)
  expect(spawned.runs.map(({ request }) => request.logFile)).toEqual([join(folder, 'trading.log')])
})

test('no figure of the answers passes through a float on its way from the book', async () => {
  const { book, get } = await setUp()
  book.startRun(RUN)
  const text = '123456789.123456789012345678'
  book.recordEquity(RUN.id, [{ minute: START, equity: new Decimal(text) }])
  const { body } = await get('/api/trading/run?id=paper-1')
  expect(body).toMatchObject({ run: { latest: { equity: text } } })
})
