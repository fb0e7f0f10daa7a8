import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openBook } from '../../src/bookkeeping/book.js'
import { run } from '../../src/cli/run.js'
import { HOUR } from '../../src/core/time.js'
import { startSimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import { toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { systemClock } from '../../src/workspace/system-clock.js'
import { fakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const reportSchema = z.object({
  run: z.string(),
  account: z.string(),
  mode: z.enum(['replay', 'testnet']),
  outcome: z.string(),
  classifier: z.literal('net'),
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-trade-'))
  await fillTrainingWorkspace(folder)
  const io = fakeIo(folder)
  const args =
    '--base one,two --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 1 --batch-size 64 --name net --select seed'
  expect(await run(['train', ...args.split(' ')], io), io.stderr()).toBe(0)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const trade = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<[number, ReturnType<typeof fakeIo>]> => {
  const io = fakeIo(folder, env)
  return [await run(['trade', '--classifier', 'net', ...args], io), io]
}

const LAST_MINUTES = ['--from', '2024-01-13T20:00', '--to', '2024-01-13T20:30']

describe('followupward trade', () => {
  test('says in words what came of it, and that the time was used before', async () => {
    const [code, io] = await trade(LAST_MINUTES)
    expect(code).toBe(0)
    expect(io.stdout()).toMatch(/^Replay on the scores of net: one, two\n/)
    expect(io.stdout()).toMatch(/gain after fees +[+-]?\d+\.\d\d %/)
    expect(io.stdout()).toContain('This time was used for validation')
  })

  test('prints one JSON document', async () => {
    const [code, io] = await trade([...LAST_MINUTES, '--base', 'one', '--buy', '0.34', '--sell', '0.34', '--json'])
    expect(io.stderr()).not.toContain('error')
    expect(code).toBe(0)
    const report = reportSchema.parse(JSON.parse(io.stdout()))
    expect(report).toMatchObject({ outcome: 'done', bases: ['one'], minutes: 30, seen: ['validation'] })
    expect(report.equity.length).toBe(31)
  })

  test.each([
    [['--from', '2001-01-01'], /cannot be replayed.*choose --from and --to/],
    [['--speed', '0'], /--speed is 0/],
    [['--speed', 'fast'], /--speed is fast: expected stepped, or a number above 0/],
    [['--buy', '1.5'], /--buy is 1.5/],
    [['--mode', 'paper'], /--mode is paper: allowed are replay, testnet, live/],
    [['--from', '2023-02-01', '--to', '2023-01-01'], /--from 2023-02-01 --to 2023-01-01 is an empty range/],
  ])('refuses %j in one line', async (args, message) => {
    const [code, io] = await trade(args)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(message)
    expect(io.stderr().trim().split('\n').length).toBe(1)
  })
})

describe('followupward trade --mode live', () => {
  const key = { FOLLOWUPWARD_API_KEY: 'k', FOLLOWUPWARD_SECRET: 's' }

  test.each([
    ['without a key', [], {}, /FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET in the environment; nothing was traded/],
    ['without a secret', [], { FOLLOWUPWARD_API_KEY: 'k' }, /needs FOLLOWUPWARD_SECRET/],
    ['with nobody to ask', [], key, /--mode live trades real money.*add --yes.*Nothing was traded/],
    ['with an option of replays', ['--balance', '5'], key, /--balance is for replays/],
  ])('is refused %s', async (_name, args, env, message) => {
    const [code, io] = await trade(['--mode', 'live', ...args], env)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(message)
  })

  test('is refused by anything but yes', async () => {
    const io = fakeIo(folder, key)
    const questions: string[] = []
    const ask = async (question: string): Promise<string> => {
      questions.push(question)
      return 'y'
    }
    expect(await run(['trade', '--classifier', 'net', '--mode', 'live'], { ...io, ask })).toBe(1)
    expect(io.stderr()).toContain('--mode live was not confirmed; nothing was traded')
    expect(questions).toEqual(['Trade real money on simulated, up to 1000 USDT in one decision? Type yes: '])
  })
})

test('Ctrl-C ends it cleanly, with the sums so far and exit code 130', async () => {
  const market = toSimulatedMarket('one', 'USDT')
  const store = openCandleStore(join(folder, 'data'))
  const end = (await store.range(market))?.to ?? 0
  const server = await startSimulatedExchange({
    candles: new Map([[market.symbol, await store.read(market)]]),
    balances: { USDT: '1000' },
    range: { from: end - 2 * HOUR, to: end },
    pace: { speed: 60, clock: systemClock },
  })
  onTestFinished(() => server.close())
  const config = join(folder, 'followupward.yaml')
  await writeFile(config, `exchange: { url: ${server.url} }\nbook: other.sqlite\n`)
  onTestFinished(() => writeFile(config, 'exchange: { id: simulated }\n'))
  const io = fakeIo(folder, {
    FOLLOWUPWARD_TESTNET_API_KEY: server.apiKey,
    FOLLOWUPWARD_TESTNET_SECRET: server.secret,
  })
  const args = ['trade', '--classifier', 'net', '--mode', 'testnet', '--base', 'one', '--json']
  const running = run(args, io)
  await expect.poll(() => countDecisions(join(folder, 'other.sqlite')), { interval: 100 }).toBeGreaterThan(0)
  io.interrupt()
  expect(await running).toBe(130)
  const report = reportSchema.parse(JSON.parse(io.stdout()))
  expect(report.outcome).toBe('stopped')
  expect(report.minutes).toBeGreaterThan(0)
  expect(report.minutes).toBeLessThan(120)
  expect(io.stderr()).toContain('stopped: open orders are cancelled, the book is complete')
})

/** Decisions of all runs in a book that another connection writes. */
function countDecisions(file: string): number {
  if (!existsSync(file)) return 0
  const book = openBook(file)
  try {
    return book.runs().reduce((sum, { id }) => sum + book.decisions(id).length, 0)
  } finally {
    book.close()
  }
}
