import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { run } from '../../../src/cli/run.js'
import { UserError, messageOf } from '../../../src/core/errors.js'
import { timeAt } from '../../../src/core/grid.js'
import { HOUR, MINUTE } from '../../../src/core/time.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import type { Pace } from '../../../src/exchange/simulated/clock/server-clock.js'
import { sumQuoteVolume } from '../../../src/ohlcv/quote-volume.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openWorkspace, type Ports } from '../../../src/workspace/index.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import type { TradeRequest } from '../../../src/workspace/trade/request.js'
import { tradeJson, type TradeResult } from '../../../src/workspace/trade/result.js'
import type { TradeHooks } from '../../../src/workspace/trade/trade-session.js'
import { fakeIo } from '../../support/fake-io.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

let folder = ''
let end = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-trade-'))
  await fillTrainingWorkspace(folder)
  const io = fakeIo(folder)
  const args =
    '--base one,two --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 1 --batch-size 64 --name net --select seed'
  expect(await run(['train', ...args.split(' ')], io), io.stderr()).toBe(0)
  const market = toSimulatedMarket('one', 'USDT')
  end = (await openCandleStore(join(folder, 'data')).range(market))?.to ?? 0
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Trades in the folder as its configuration stands now. */
async function trade(request: Partial<TradeRequest>, options: Partial<Ports> & TradeHooks = {}): Promise<TradeResult> {
  const workspace = await openWorkspace(folder)
  try {
    return await workspace.trade({ classifier: 'net', ...request }, options)
  } finally {
    await workspace.close()
  }
}

const isoOf = (time: number): string => new Date(time).toISOString()

const lastHours = (hours: number): Pick<TradeRequest, 'from'> => ({ from: isoOf(end - hours * HOUR) })

describe('trade on stored candles', () => {
  test('never buys what is on the blacklist at that minute, and the book says why', async () => {
    const config = join(folder, 'followupward.yaml')
    const before = await readFile(config, 'utf8').catch(() => '')
    await writeFile(config, `${before}\nblacklist: { minDailyQuoteVolume: 1.0e+15 }\n`)
    onTestFinished(() => writeFile(config, before))
    const report = await trade({ ...lastHours(1), buy: 0.01, sell: 0.99 })
    expect(report).toMatchObject({ minutes: 60, orders: 0, fills: [] })
    const book = openBook(report.book, 'crash')
    const reasons = book.decisions(report.run).map(({ reason }) => reason)
    book.close()
    expect(
      reasons.filter((reason) => reason.startsWith('on the blacklist: average daily volume')).length,
    ).toBeGreaterThan(9)
  })

  test('sells by the labels of the target where a request says so, and the book has the reasons', async () => {
    const report = await trade({ ...lastHours(2), buy: 0.01, sell: 0.99, exits: 'labels' })
    const book = openBook(report.book, 'crash')
    const decisions = book.decisions(report.run)
    const settings = book.runs().find(({ id }) => id === report.run)?.config ?? ''
    book.close()
    const sold = decisions
      .filter(({ act, reason }) => act === 'sell' && reason !== 'sell signal')
      .map(({ reason }) => reason)
    expect(sold.length).toBeGreaterThan(2)
    for (const reason of sold) expect(reason).toMatch(/^(stop loss|take profit|bought 28 minutes ago)$/)
    expect(settings).toContain('"exits":{"stopLoss":0.005,"takeProfit":0.01,"maxMinutes":28}')
  })

  test('watches a base for its volume only in minutes in which the days before had enough of it', async () => {
    const store = openCandleStore(join(folder, 'data'))
    const candles = await store.read(toSimulatedMarket('two', 'USDT'))
    const start = end - 2 * HOUR
    const daily = (time: number): number => {
      const rows = Math.floor((time - timeAt(candles.grid, 0)) / MINUTE)
      return sumQuoteVolume(candles, Math.max(0, rows - 1440), rows) / Math.min(1, rows / 1440)
    }
    const minutes = Array.from({ length: 120 }, (_, minute) => start + minute * MINUTE)
    // A limit that the volume of the day before crosses on the way.
    const limit = Math.round((Math.min(...minutes.map(daily)) + Math.max(...minutes.map(daily))) / 2)
    const config = join(folder, 'followupward.yaml')
    const before = await readFile(config, 'utf8')
    const blacklist = 'blacklist: { days: 1, minDailyQuoteVolume: 1, maxNoTradeBreaks: 1000 }'
    await writeFile(config, `${before}\nbases: [one]\ntrading: { watchDailyQuoteVolume: ${limit} }\n${blacklist}\n`)
    onTestFinished(() => writeFile(config, before))
    const lines: string[] = []
    const report = await trade({ ...lastHours(2), buy: 1, sell: 1 }, { log: (line) => lines.push(line) })
    expect(lines).toContain('watched while their volume is large enough: two')
    const book = openBook(report.book, 'crash')
    onTestFinished(() => book.close())
    const decided = book.decisions(report.run)
    const expected = minutes.filter((minute) => daily(minute) >= limit)
    expect(expected.length).toBeGreaterThan(0)
    expect(expected.length).toBeLessThan(120)
    expect(decided.filter(({ base }) => base === 'two').map(({ minute }) => minute)).toEqual(expected)
    expect(decided.filter(({ base }) => base === 'one').length).toBe(120)
    const settings: unknown = JSON.parse(book.runs().find(({ id }) => id === report.run)?.config ?? '')
    expect(settings).toMatchObject({
      trading: { watchDailyQuoteVolume: limit, blacklist: [] },
      blacklist: { days: 1, minDailyQuoteVolume: 1, maxNoTradeBreaks: 1000 },
      gaps: { noTradeBreakMinutes: 10 },
      byVolume: ['two'],
    })
  })

  test('replays the end of them, sums up, and the book has it all', async () => {
    const request = { ...lastHours(2), buy: 0.34, sell: 0.34 }
    const report = await trade(request)
    expect(report).toMatchObject({
      mode: 'replay',
      outcome: 'done',
      classifier: 'net',
      bases: ['one', 'two'],
      minutes: 120,
      isKilled: false,
      seen: [],
    })
    expect([report.from, report.to]).toEqual([end - 2 * HOUR, end])
    expect(report.startQuote).toBe('10000')
    expect(report.equity).toBe(Number(report.endQuote))
    expect(report.orders).toBeGreaterThan(0)
    expect(report.fills.length).toBeGreaterThan(0)
    expect(report.equityCurve.length).toBe(121)
    expect(tradeJson(report)).toMatchObject({ equity: report.equityCurve, run: report.run })
    const book = openBook(report.book)
    onTestFinished(() => book.close())
    expect(book.decisions(report.run).length).toBe(240)
    expect(book.runs().at(-1)).toMatchObject({ id: report.run, outcome: 'done', classifier: { id: 'net' } })
    expect(book.unsettledOrders(report.account)).toEqual([])
    const again = await trade(request)
    expect({ ...again, run: '', account: '' }).toEqual({ ...report, run: '', account: '' })
  })

  test('a replay that runs by itself begins with its first minute, however long it takes to get ready', async () => {
    const report = await trade({ ...lastHours(2 / 60), speed: 60 })
    expect(report.from).toBe(end - 2 * MINUTE)
  })

  test('two replays of one workspace go on side by side', async () => {
    const workspace = await openWorkspace(folder)
    onTestFinished(() => workspace.close())
    const request = { classifier: 'net', ...lastHours(1), buy: 0.34, sell: 0.34 }
    const [first, second] = await Promise.all([workspace.trade(request), workspace.trade(request)])
    expect(first.run).not.toBe(second.run)
    expect(first.gain).toBe(second.gain)
  })

  test('a killed one goes on with the same request, and ends as an undisturbed one; or begins afresh', async () => {
    const from = isoOf(end - 10 * HOUR)
    const request = { from, buy: 0.34, sell: 0.34 }
    const undisturbed = await trade(request)
    const book = openBook(undisturbed.book, 'crash')
    onTestFinished(() => book.close())
    const runs = book.runs().length
    let killedAt = 0
    for (let life = 0; life < 2; life++) {
      const child = startTrader(['--classifier', 'net', '--from', from, '--buy', '0.34', '--sell', '0.34'])
      const lastMinute = (): number => book.equityBounds(book.runs()[runs]?.id ?? '').last?.minute ?? 0
      await expect.poll(lastMinute, { interval: 2, timeout: 200_000 }).toBeGreaterThan(killedAt)
      killedAt = lastMinute()
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    expect(killedAt).toBeLessThan(end - MINUTE)
    expect(book.runs().length).toBe(runs + 1)
    const lines: string[] = []
    const resumed = await trade(request, { log: (line) => lines.push(line) })
    expect(lines.find((line) => line.startsWith('going on'))).toMatch(`going on with run ${resumed.run} at 20`)
    expect({ ...resumed, run: '', account: '' }).toEqual({ ...undisturbed, run: '', account: '' })
    const decisions = (run: string): unknown[] => book.decisions(run).map((one) => ({ ...one, runId: '' }))
    expect(decisions(resumed.run)).toEqual(decisions(undisturbed.run))
    expect(book.equity(resumed.run)).toEqual(book.equity(undisturbed.run))
    expect(book.runs().length).toBe(runs + 1)
    // One that was done is not gone on with, and neither is one that was killed where a fresh one is asked for.
    const rewound = book.runs().at(-1)
    if (rewound) book.rewindRun(rewound, end - 2 * MINUTE)
    book.recordHeartbeat(resumed.run, { time: 0, pid: 2 ** 31 - 2 })
    const fresh = await trade({ ...request, fresh: true }, { log: (line) => lines.push(line) })
    expect(lines).toContain(`a new run begins, as asked for; run ${resumed.run} stays interrupted`)
    expect(fresh.run).not.toBe(resumed.run)
    expect({ ...fresh, run: '', account: '' }).toEqual({ ...undisturbed, run: '', account: '' })
  })

  test('closing the workspace ends it cleanly, with the sums so far', async () => {
    const workspace = await openWorkspace(folder)
    let report: Promise<TradeResult> | undefined
    await new Promise<void>((resolve) => {
      let minutes = 0
      const update = (): void => {
        minutes++
        if (minutes === 3) resolve()
      }
      const progress: Ports['progress'] = { start: () => ({ update, end: () => {} }) }
      report = workspace.trade({ classifier: 'net', ...lastHours(2), speed: 600 }, { progress })
    })
    await workspace.close()
    const { outcome, minutes, isKilled } = (await report) ?? { minutes: 0 }
    expect({ outcome, isKilled }).toEqual({ outcome: 'stopped', isKilled: false })
    expect(minutes).toBeGreaterThanOrEqual(3)
    expect(minutes).toBeLessThan(120)
  })

  const refused: readonly (readonly [string, Partial<TradeRequest>, RegExp])[] = [
    ['an unknown classifier', { classifier: 'none' }, /no classifier in .*none/],
    ['a base without a scaler', { bases: ['three'] }, /three/],
    ['a time without candles', { from: '2001-01-01' }, /cannot be replayed.*choose from and to/],
    ['a speed of zero', { speed: 0 }, /^speed is 0/],
    ['a threshold above one', { buy: 1.5 }, /^buy is 1.5/],
    ['an end before the beginning', { from: '2023-02-01', to: '2023-01-01' }, /is an empty range/],
    ['a balance that is no amount', { balance: 'much' }, /^balance is much: expected an amount/],
  ]
  test.each(refused)('refuses %s in one line', async (_name, request, message) => {
    const failure = await trade(request).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UserError)
    const text = messageOf(failure)
    expect(text).toMatch(message)
    expect(text).not.toContain('\n')
  })
})

/** A process of the built product that trades in the folder. */
function startTrader(args: readonly string[]): ChildProcess {
  const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
  const child = spawn(process.execPath, [main, 'trade', ...args], { cwd: folder, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** SQLite's own files come and go beside the book. */
async function filesBesideBook(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('book.sqlite-'))
}

describe('trade in mode live', () => {
  const credentials = { apiKey: 'k', secret: 's' }
  const refused: readonly (readonly [string, Partial<TradeRequest>, TradeHooks, RegExp])[] = [
    ['without a key', {}, {}, /trading live needs the API key and secret of an account.*nothing was traded/],
    ['with nobody to confirm it', {}, { credentials }, /nobody is there to confirm it; nothing was traded/],
    ['where it is not confirmed', {}, { credentials, confirm: () => false }, /was not confirmed; nothing was traded/],
    ['with an option of replays', { balance: '5' }, { credentials }, /^balance is for replays of stored candles/],
  ]
  test.each(refused)('is refused %s', async (_name, request, hooks, message) => {
    const before = await filesBesideBook()
    await expect(trade({ mode: 'live', ...request }, hooks)).rejects.toThrow(message)
    expect(await filesBesideBook()).toEqual(before)
  })

  test('is refused on a simulated exchange', async () => {
    await openElsewhere()
    const live = trade({ mode: 'live' }, { credentials, confirm: () => true })
    await expect(live).rejects.toThrow(/mode live and exchange.url .* contradict each other/)
  })

  test('is told what is at stake', async () => {
    const asked: unknown[] = []
    const confirm = (terms: unknown): boolean => {
      asked.push(terms)
      return false
    }
    await expect(trade({ mode: 'live' }, { credentials, confirm })).rejects.toThrow(/not confirmed/)
    expect(asked).toEqual([{ exchange: 'simulated', maxQuote: '1000', quote: 'USDT' }])
  })
})

/** A simulated exchange that the workspace's configuration points at until the test is over. */
async function openElsewhere({
  pace = 'stepped',
  from = end - 2 * HOUR,
  seed,
}: {
  readonly pace?: Pace
  readonly from?: number
  readonly seed?: number
} = {}): Promise<SimulatedExchange> {
  const market = toSimulatedMarket('one', 'USDT')
  const candles = await openCandleStore(join(folder, 'data')).read(market)
  const range = { from, to: end }
  const server = await startSimulatedExchange({
    candles: new Map([[market.symbol, candles]]),
    balances: { USDT: '1000' },
    range,
    pace,
    ...(seed === undefined ? {} : { seed }),
  })
  onTestFinished(() => server.close())
  const config = join(folder, 'followupward.yaml')
  await writeFile(config, `exchange: { url: ${server.url} }\nbook: other.sqlite\n`)
  onTestFinished(() => writeFile(config, 'exchange: { id: simulated }\n'))
  return server
}

/** Trades on that one of several simulated exchanges. */
async function tradeOn(
  server: SimulatedExchange,
  request: Partial<TradeRequest>,
  options: Partial<Ports> = {},
): Promise<TradeResult> {
  await writeFile(join(folder, 'followupward.yaml'), `exchange: { url: ${server.url} }\nbook: other.sqlite\n`)
  return trade(request, { ...options, credentials: server })
}

/** Adds a paused account whose name comes of its key, as a book of an earlier version has it once it was opened. */
function addEarlier(key: string): void {
  const book = openBook(join(folder, 'other.sqlite'), 'crash')
  const account = `binance/testnet/key-${key}`
  book.startRun({ id: key, account, mode: 'testnet', time: 1, config: '{}' })
  book.recordCommand({ account, time: 1, command: 'pause', source: key })
  book.close()
}

async function removeOtherBook(): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(join(folder, `other.sqlite${end}`), { force: true })
}

describe('trade on a simulated exchange elsewhere', () => {
  beforeEach(removeOtherBook)

  test('a second folder does not trade on the same exchange meanwhile', async () => {
    const server = await openElsewhere({ pace: { speed: 60, clock: systemClock } })
    const config = { exchange: { url: server.url.replace('127.0.0.1', 'localhost') }, book: 'third.sqlite' }
    const [first, second] = [await openWorkspace(folder), await openWorkspace(folder, { config })]
    const lockFolder = join(folder, 'locks')
    const request = { classifier: 'net', ...testnet }
    let report: Promise<TradeResult> | undefined
    await new Promise<void>((resolve) => {
      const progress: Ports['progress'] = { start: () => ({ update: () => resolve(), end: () => {} }) }
      report = first.trade(request, { credentials: server, progress, lockFolder })
    })
    await expect(second.trade({ ...request, account: 'other' }, { credentials: server, lockFolder })).rejects.toThrow(
      `this account of binance in mode testnet is traded by process ${process.pid} already, from ${folder}`,
    )
    await first.close()
    expect(await report).toMatchObject({ outcome: 'stopped' })
    await second.close()
  })

  const testnet: Partial<TradeRequest> = { mode: 'testnet', bases: ['one'] }

  test('drives its clock to the end of the replay', async () => {
    const { apiKey, secret, control } = await openElsewhere()
    const report = await trade({ ...testnet, buy: 0.34, sell: 0.34 }, { credentials: { apiKey, secret } })
    expect(control.now()).toBe(end)
    expect(report).toMatchObject({
      mode: 'testnet',
      account: 'binance/testnet/main',
      minutes: 120,
      to: end,
      from: end - 120 * MINUTE,
      startQuote: '1000',
    })
    const book = await readFile(report.book)
    expect(book.includes(apiKey)).toBe(false)
  })

  test('a key that is replaced leaves the account as it is, with positions and the kill switch', async () => {
    const [first, second] = [await openElsewhere({ seed: 1 }), await openElsewhere({ seed: 2, from: end - HOUR })]
    expect(first.apiKey).not.toBe(second.apiKey)
    const before = await tradeOn(first, { ...testnet, to: isoOf(end - 62 * MINUTE), buy: 0.2, sell: 1 })
    expect(before).toMatchObject({ account: 'binance/testnet/main' })
    const held = before.positions.map(({ base, amount }) => [base, amount])
    expect(held.length).toBe(1)
    const after = await tradeOn(second, { ...testnet, to: isoOf(end - 58 * MINUTE), buy: 1, sell: 1 })
    expect(after.account).toBe(before.account)
    const book = openBook(after.book, 'crash')
    onTestFinished(() => book.close())
    expect(book.accounts()).toEqual(['binance/testnet/main'])
    expect([...book.positions(after.account).values()].map(({ amount }) => ['one', amount.toFixed()])).toEqual(held)
    book.recordCommand({ account: after.account, time: 1, command: 'kill', source: 'a test' })
    await expect(tradeOn(second, testnet)).rejects.toThrow(/the kill switch of binance\/testnet\/main was pulled/)
  })

  test('an exchange that was started again before the time of the book is refused, and a kill holds for another account', async () => {
    const server = await openElsewhere()
    const { account, book: file } = await tradeOn(server, { ...testnet, to: isoOf(end - 110 * MINUTE) })
    const again = await openElsewhere()
    await expect(tradeOn(again, testnet)).rejects.toThrow(
      /the exchange is at \S+, before \S+, the last minute that the book has of binance\/testnet\/main: .*begin another account with account/,
    )
    const book = openBook(file, 'crash')
    onTestFinished(() => book.close())
    book.recordCommand({ account, time: 1, command: 'kill', source: 'a test' })
    const second = { ...testnet, account: 'second', to: isoOf(end - 110 * MINUTE) }
    await expect(tradeOn(again, second)).rejects.toThrow(
      /kill switch of binance\/testnet\/main .* holds for all accounts of that exchange, so for binance\/testnet\/second too/,
    )
    expect(book.accounts()).toEqual([account])
    expect(await tradeOn(again, { ...second, release: true })).toMatchObject({ account: 'binance/testnet/second' })
    expect(book.accountState(account).killed).toBeUndefined()
  })

  test('an account that an earlier version named by its key goes on under its name', async () => {
    const server = await openElsewhere()
    addEarlier('a')
    const lines: string[] = []
    const report = await tradeOn(
      server,
      { ...testnet, to: isoOf(end - 118 * MINUTE) },
      { log: (line) => lines.push(line) },
    )
    expect(report.account).toBe('binance/testnet/main')
    expect(lines).toContain("the book's account binance/testnet/key-a goes on as binance/testnet/main")
    const book = openBook(report.book, 'crash')
    expect(book.accounts()).toEqual(['binance/testnet/main'])
    expect(book.accountState('binance/testnet/main').paused?.source).toBe('a')
    book.close()
    await removeOtherBook()
    addEarlier('b')
    addEarlier('c')
    await expect(tradeOn(server, testnet)).rejects.toThrow(
      /2 accounts of binance in mode testnet .*key-b, key-c; choose with account/,
    )
    const chosen = { ...testnet, account: 'key-c', to: isoOf(end - 117 * MINUTE) }
    expect(await tradeOn(server, chosen)).toMatchObject({ account: 'binance/testnet/key-c' })
  })

  test('a second trader on one book is refused, and a kill switch ends the first', async () => {
    const server = await openElsewhere({ pace: { speed: 60, clock: systemClock } })
    const workspace = await openWorkspace(folder)
    onTestFinished(() => workspace.close())
    const request = { classifier: 'net', ...testnet }
    let first: Promise<TradeResult> | undefined
    await new Promise<void>((resolve) => {
      const progress: Ports['progress'] = { start: () => ({ update: () => resolve(), end: () => {} }) }
      first = workspace.trade(request, { credentials: server, progress })
    })
    await expect(workspace.trade(request, { credentials: server })).rejects.toThrow(/the book .* is being written/)
    const book = openBook(join(folder, 'other.sqlite'), 'crash')
    const account = book.runs().at(-1)?.account ?? ''
    book.close()
    await expect(workspace.trade.control({ account: 'nobody', command: 'kill' })).rejects.toThrow(/no account nobody/)
    const control = await workspace.trade.control({ account, command: 'kill' }, { source: 'a test' })
    expect(control).toEqual({ account, isPaused: false, isKilled: true })
    expect(await first).toMatchObject({ outcome: 'stopped', isKilled: true })
    await expect(workspace.trade(request, { credentials: server })).rejects.toThrow(
      /the kill switch of .* was pulled .*\(a test\).*until it is released: release/,
    )
    await workspace.trade.control({ account, command: 'release' })
  })

  test('a wrong key is refused without showing it', async () => {
    await openElsewhere()
    const credentials = { apiKey: 'wrongkey', secret: 'wrongsecret' }
    const failure = messageOf(await trade(testnet, { credentials }).catch((error: unknown) => error))
    expect(failure).toMatch(/key/)
    expect(failure).not.toMatch(/wrongkey|wrongsecret/)
  })

  test('an address where nothing answers is named', async () => {
    const server = await openElsewhere()
    await server.close()
    const credentials = { apiKey: 'a', secret: 'b' }
    await expect(trade(testnet, { credentials })).rejects.toThrow(/no simulated exchange answers there/)
  })

  test('is refused where none is configured; one that is configured is not what a replay trades on', async () => {
    await expect(trade(testnet)).rejects.toThrow(/mode testnet trades on the simulated exchange at exchange.url/)
    const { control } = await openElsewhere()
    const before = control.now()
    const lines: string[] = []
    const replay = trade({ bases: ['one'] }, { log: (line) => lines.push(line) })
    // The stored candles are those of another exchange.
    await expect(replay).rejects.toThrow(/no candles of base one/)
    expect(lines[0]).toMatch(/^stored candles are replayed; trade on http:.* in mode testnet$/)
    expect(control.now()).toBe(before)
  })
})
