import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openBook } from '../../src/bookkeeping/book.js'
import { run } from '../../src/cli/run.js'
import { systemClock } from '../../src/workspace/system-clock.js'
import { timeAt } from '../../src/core/grid.js'
import { HOUR, MINUTE } from '../../src/core/time.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import type { Pace } from '../../src/exchange/simulated/clock/server-clock.js'
import { quoteVolumeOf } from '../../src/ohlcv/quote-volume.js'
import { simulatedMarketOf } from '../../src/ohlcv/simulated-market.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { fakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const reportSchema = z.object({
  run: z.string(),
  account: z.string(),
  mode: z.string(),
  outcome: z.string(),
  classifier: z.string(),
  bases: z.array(z.string()),
  from: z.number(),
  to: z.number(),
  minutes: z.number(),
  startQuote: z.string(),
  endQuote: z.string(),
  gain: z.number(),
  buyAndHold: z.number(),
  orders: z.number(),
  fills: z.array(z.object({ time: z.number() })),
  equity: z.array(z.object({ time: z.number(), value: z.number() })),
  seen: z.array(z.string()),
  book: z.string(),
})

let folder = ''
let end = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-trade-'))
  await fillTrainingWorkspace(folder)
  const io = fakeIo(folder)
  const args =
    '--base one,two --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 1 --batch-size 64 --name net --select seed'
  expect(await run(['train', ...args.split(' ')], io)).toBe(0)
  const market = simulatedMarketOf('one', 'USDT')
  end = (await openCandleStore(join(folder, 'data')).range(market))?.to ?? 0
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const trade = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<[number, ReturnType<typeof fakeIo>]> => {
  const io = fakeIo(folder, env)
  return [await run(['trade', ...args], io), io]
}

const isoOf = (time: number): string => new Date(time).toISOString()

const lastHours = (hours: number): string[] => ['--from', isoOf(end - hours * HOUR)]

describe('trade on stored candles', () => {
  test('never buys what is on the black list at that minute, and the book says why', async () => {
    const config = join(folder, 'followupward.yaml')
    const before = await readFile(config, 'utf8').catch(() => '')
    await writeFile(config, `${before}\nblackList: { minDailyQuoteVolume: 1.0e+15 }\n`)
    onTestFinished(() => writeFile(config, before))
    const args = ['--classifier', 'net', ...lastHours(1), '--buy', '0.01', '--sell', '0.99', '--json']
    const [code, io] = await trade(args)
    expect(code).toBe(0)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
    expect(report).toMatchObject({ minutes: 60, orders: 0, fills: [] })
    const book = openBook(report.book, 'crash')
    const reasons = book.decisions(report.run).map(({ reason }) => reason)
    book.close()
    expect(
      reasons.filter((reason) => reason.startsWith('on the black list: average daily volume')).length,
    ).toBeGreaterThan(9)
  })

  test('watches a base for its volume only in minutes in which the days before had enough of it', async () => {
    const store = openCandleStore(join(folder, 'data'))
    const candles = await store.read(simulatedMarketOf('two', 'USDT'))
    const start = end - 2 * HOUR
    const daily = (time: number): number => {
      const rows = Math.floor((time - timeAt(candles.grid, 0)) / MINUTE)
      return quoteVolumeOf(candles, Math.max(0, rows - 1440), rows) / Math.min(1, rows / 1440)
    }
    const minutes = Array.from({ length: 120 }, (_, minute) => start + minute * MINUTE)
    // A limit that the volume of the day before crosses on the way.
    const limit = Math.round((Math.min(...minutes.map(daily)) + Math.max(...minutes.map(daily))) / 2)
    const config = join(folder, 'followupward.yaml')
    const before = await readFile(config, 'utf8')
    const blackList = 'blackList: { days: 1, minDailyQuoteVolume: 1, maxNoTradeBreaks: 1000 }'
    await writeFile(config, `${before}\nbases: [one]\ntrading: { watchDailyQuoteVolume: ${limit} }\n${blackList}\n`)
    onTestFinished(() => writeFile(config, before))
    const [code, io] = await trade(['--classifier', 'net', ...lastHours(2), '--buy', '1', '--sell', '1', '--json'])
    expect(io.stderr()).toContain('watched while their volume is large enough: two\n')
    expect(code).toBe(0)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
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
      blackList: { days: 1, minDailyQuoteVolume: 1, maxNoTradeBreaks: 1000 },
      gaps: { noTradeBreakMinutes: 10 },
      byVolume: ['two'],
    })
  })

  test('replays the end of them, sums up, and the book has it all', async () => {
    const args = ['--classifier', 'net', ...lastHours(2), '--buy', '0.34', '--sell', '0.34']
    const [code, io] = await trade([...args, '--json'])
    expect(io.stderr()).not.toContain('error')
    expect(code).toBe(0)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
    expect(report).toMatchObject({
      mode: 'paper',
      outcome: 'done',
      classifier: 'net',
      bases: ['one', 'two'],
      minutes: 120,
    })
    expect([report.from, report.to]).toEqual([end - 2 * HOUR, end])
    expect(report.startQuote).toBe('10000')
    expect(report.orders).toBeGreaterThan(0)
    expect(report.fills.length).toBeGreaterThan(0)
    expect(report.equity.length).toBe(121)
    const book = openBook(report.book)
    onTestFinished(() => book.close())
    expect(book.decisions(report.run).length).toBe(240)
    expect(book.runs().at(-1)).toMatchObject({ id: report.run, outcome: 'done', classifier: { id: 'net' } })
    expect(book.unsettledOrders(report.account)).toEqual([])
    const [second, other] = await trade([...args, '--json'])
    expect(second).toBe(0)
    const again = reportSchema.parse(JSON.parse(other.stdout()))
    expect({ ...again, run: '', account: '' }).toEqual({ ...report, run: '', account: '' })
  })

  test('says in words what came of it, and that the time was used before', async () => {
    const [code, io] = await trade(['--classifier', 'net', '--from', '2024-01-13T20:00', '--to', '2024-01-13T20:30'])
    expect(code).toBe(0)
    expect(io.stdout()).toMatch(/^Paper trading on the scores of net: one, two\n/)
    expect(io.stdout()).toMatch(/gain after fees +[+-]?\d+\.\d\d %/)
    expect(io.stdout()).toContain('This time was used for validation')
  })

  test.each([
    ['an unknown classifier', ['--classifier', 'none'], /no classifier in .*none/],
    ['a base without a scaler', ['--classifier', 'net', '--base', 'three'], /three/],
    [
      'a time without candles',
      ['--classifier', 'net', '--from', '2001-01-01'],
      /cannot be replayed.*choose --from and --to/,
    ],
    ['a speed of zero', ['--classifier', 'net', '--speed', '0'], /--speed is 0/],
    ['a threshold above one', ['--classifier', 'net', '--buy', '1.5'], /--buy is 1.5/],
    [
      'an end before the beginning',
      ['--classifier', 'net', '--from', '2023-02-01', '--to', '2023-01-01'],
      /is not before/,
    ],
  ])('refuses %s in one line', async (_name, args, message) => {
    const [code, io] = await trade(args)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(message)
    expect(io.stderr().trim().split('\n').length).toBe(1)
  })
})

/** SQLite's own files come and go beside the book. */
async function filesBesideBook(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('book.sqlite-'))
}

describe('trade --live', () => {
  const args = ['--classifier', 'net', '--live']
  const key = { FOLLOWUPWARD_API_KEY: 'k', FOLLOWUPWARD_SECRET: 's' }

  test.each([
    ['without a key', args, {}, /FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET in the environment; nothing was traded/],
    ['without a secret', args, { FOLLOWUPWARD_API_KEY: 'k' }, /needs FOLLOWUPWARD_SECRET/],
    ['with nobody to ask', args, key, /add --yes.*Nothing was traded/],
    ['with an option of replays', [...args, '--balance', '5'], key, /--balance is for paper trading/],
  ])('is refused %s', async (_name, all, env, message) => {
    const before = await filesBesideBook()
    const [code, io] = await trade(all, env)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(message)
    expect(await filesBesideBook()).toEqual(before)
  })

  test('is refused by anything but yes', async () => {
    const io = fakeIo(folder, key)
    expect(await run(['trade', ...args], { ...io, ask: async () => 'y' })).toBe(1)
    expect(io.stderr()).toContain('not confirmed with yes')
  })
})

/** A simulated exchange that the workspace's configuration points at until the test is over. */
async function openElsewhere(port = 0, pace: Pace = 'stepped'): Promise<SimulatedExchange> {
  const market = simulatedMarketOf('one', 'USDT')
  const candles = await openCandleStore(join(folder, 'data')).read(market)
  const range = { from: end - 2 * HOUR, to: end }
  const server = await startSimulatedExchange({
    candles: new Map([[market.symbol, candles]]),
    balances: { USDT: '1000' },
    range,
    port,
    pace,
  })
  onTestFinished(() => server.close())
  const config = join(folder, 'followupward.yaml')
  await writeFile(config, `exchange: { url: ${server.url} }\nbook: other.sqlite\n`)
  onTestFinished(() => writeFile(config, 'exchange: { id: simulated }\n'))
  return server
}

describe('trade on a simulated exchange elsewhere', () => {
  test('drives its clock to the end of the replay', async () => {
    const { apiKey, secret, control } = await openElsewhere()
    const env = { FOLLOWUPWARD_API_KEY: apiKey, FOLLOWUPWARD_SECRET: secret }
    const [code, io] = await trade(
      ['--classifier', 'net', '--base', 'one', '--buy', '0.34', '--sell', '0.34', '--json'],
      env,
    )
    expect(io.stderr()).not.toContain('error')
    expect(code).toBe(0)
    expect(control.now()).toBe(end)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
    expect(report).toMatchObject({ mode: 'paper', minutes: 120, to: end, from: end - 120 * MINUTE, startQuote: '1000' })
    const book = await readFile(report.book)
    expect(book.includes(apiKey)).toBe(false)
  })

  test('goes on with a new account where the exchange was started again', async () => {
    const accounts: string[] = []
    for (let time = 0; time < 2; time++) {
      const server = await openElsewhere(18_533)
      const env = { FOLLOWUPWARD_API_KEY: server.apiKey, FOLLOWUPWARD_SECRET: server.secret }
      const [code, io] = await trade(
        ['--classifier', 'net', '--base', 'one', '--to', isoOf(end - 110 * MINUTE), '--json'],
        env,
      )
      expect(code).toBe(0)
      accounts.push(reportSchema.parse(JSON.parse(io.stdout())).account)
      await server.close()
    }
    expect(accounts[1]).toBe(`${accounts[0]}#2`)
  })

  test('Ctrl-C ends it cleanly, with the sums so far and exit code 130', async () => {
    const { apiKey, secret } = await openElsewhere(0, { speed: 60, clock: systemClock })
    const io = fakeIo(folder, { FOLLOWUPWARD_API_KEY: apiKey, FOLLOWUPWARD_SECRET: secret })
    const signal = AbortSignal.timeout(2500)
    const code = await run(['trade', '--classifier', 'net', '--base', 'one', '--json'], { ...io, signal })
    expect(code).toBe(130)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
    expect(report.outcome).toBe('stopped')
    expect(report.minutes).toBeGreaterThan(0)
    expect(report.minutes).toBeLessThan(10)
    expect(io.stderr()).toContain('stopped: open orders are cancelled, the book is complete')
  })

  test('a wrong key is refused without showing it', async () => {
    await openElsewhere()
    const env = { FOLLOWUPWARD_API_KEY: 'wrongkey', FOLLOWUPWARD_SECRET: 'wrongsecret' }
    const [code, io] = await trade(['--classifier', 'net', '--base', 'one'], env)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(/^(trade: .*\n)?error: .*key/)
    expect(io.stderr()).not.toMatch(/wrongkey|wrongsecret/)
  })

  test('an address where nothing answers is named', async () => {
    const server = await openElsewhere()
    await server.close()
    const env = { FOLLOWUPWARD_API_KEY: 'a', FOLLOWUPWARD_SECRET: 'b' }
    const [code, io] = await trade(['--classifier', 'net', '--base', 'one'], env)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(/no simulated exchange answers there/)
  })
})
