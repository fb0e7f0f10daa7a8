import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { sliceCandles, type Candles } from '../../src/core/candles.js'
import type { Market } from '../../src/core/market.js'
import { DAY, MINUTE } from '../../src/core/time.js'
import type { Disturbance } from '../../src/exchange/simulated/rest/disturbance.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../src/exchange/simulated/simulated-exchange.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { candleFolderOf } from '../../src/store/candles/candle-folders.js'
import { readRevisions } from '../../src/store/candles/revision-log.js'
import { withWriterLock } from '../../src/store/files/writer-lock.js'
import { candlesFrom } from '../support/candles-from.js'
import { expectSameCandles } from '../support/expect-same-candles.js'
import { fakeIo } from '../support/fake-io.js'
import { HOUR_RETURN, RATIO } from '../support/user-files.js'
import { filesBelow } from '../support/files-below.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Six hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 18)
const ROWS = 2700
/** Where the clock of the exchange stands: 2500 candles have finished. */
const NOW = START + 2500 * MINUTE + 20_000

const marketOf = (symbol: string): Market => ({ exchange: 'binance', type: 'spot', symbol, interval: '1m' })
const ABC = marketOf('ABC/USDT')

const reportSchema = z.object({
  added: z.number(),
  revised: z.number(),
  repairs: z.number(),
  retries: z.number(),
  bases: z.array(
    z.object({
      base: z.string(),
      from: z.number().optional(),
      to: z.number().optional(),
      added: z.number(),
      revised: z.number(),
      repairs: z.number(),
      retries: z.number(),
      gaps: z.array(z.object({ from: z.number(), to: z.number(), minutes: z.number(), outage: z.boolean() })),
      revisions: z.array(z.object({ time: z.number(), old: z.looseObject({}), new: z.looseObject({}) })),
      supplemented: z.array(z.object({ id: z.string(), rows: z.number(), skipped: z.string().optional() })),
      note: z.string().optional(),
      fault: z.string().optional(),
    }),
  ),
})

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

interface Served {
  readonly server: SimulatedExchange
  /** Requests for candles so far. */
  readonly asked: () => number
}

async function serve(
  candles: Readonly<Record<string, Candles>>,
  disturb: (request: number) => Disturbance | undefined = () => undefined,
  now = NOW,
  until = START + ROWS * MINUTE,
): Promise<Served> {
  let asked = 0
  const server = await startSimulatedExchange({
    candles: new Map(Object.entries(candles)),
    balances: {},
    range: { from: now, to: until },
    disturb: ({ path }) => (path === '/api/v3/klines' ? disturb(++asked) : undefined),
  })
  onTestFinished(() => server.close())
  return { server, asked: () => asked }
}

async function configure(server: SimulatedExchange, more = ''): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), `exchange: { id: binance, url: '${server.url}' }\n${more}`)
}

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(['update-history', ...args], io)
  return { code, out: io.stdout(), err: io.stderr() }
}

async function updated(...args: string[]): Promise<z.output<typeof reportSchema>> {
  const { code, out, err } = await command('--json', ...args)
  expect(err).not.toContain('error')
  expect(code).toBe(0)
  return reportSchema.parse(JSON.parse(out))
}

const store = (): ReturnType<typeof openCandleStore> => openCandleStore(join(folder, 'data'))
/** Something else than an exchange answers: no request is repeated. */
const foreign: Disturbance = { kind: 'answer', status: 200, body: '<html>hello</html>' }
const busy: Disturbance = { kind: 'answer', status: 503, body: 'out of order' }

describe('update-history', () => {
  test('brings every base up to the last finished candle, and does nothing the second time', async () => {
    const abc = candlesFrom(START, ROWS, { missing: [700, 701] })
    const xyz = candlesFrom(START, ROWS)
    const { server, asked } = await serve({ 'ABC/USDT': abc, 'XYZ/USDT': xyz })
    await configure(server, 'bases: [abc, xyz]')
    const first = await updated()
    const { from, to } = { from: START, to: START + 2500 * MINUTE }
    expect(first).toMatchObject({ added: 4998, revised: 0, repairs: 0, retries: 0 })
    expect(first.bases.map(({ base, added, from, to }) => [base, added, from, to])).toEqual([
      ['abc', 2498, from, to],
      ['xyz', 2500, from, to],
    ])
    expectSameCandles(await store().read(ABC), sliceCandles(abc, 0, 2500))
    const before = asked()
    const began = performance.now()
    expect(await updated()).toMatchObject({ added: 0 })
    expect(performance.now() - began).toBeLessThan(1000)
    expect(asked()).toBe(before)
    server.control.advanceTo(NOW + 10 * MINUTE)
    expect(await updated()).toMatchObject({ added: 20 })
    expectSameCandles(await store().read(marketOf('XYZ/USDT')), sliceCandles(xyz, 0, 2510))
    // Without bases in the configuration those that are stored are meant.
    await configure(server)
    server.control.advanceTo(NOW + 20 * MINUTE)
    expect((await updated()).bases.map(({ base, added }) => [base, added])).toEqual([
      ['abc', 10],
      ['xyz', 10],
    ])
    const { out } = await command('--base', 'abc')
    expect(out).toMatch(/^abc \(binance\/spot\/ABC-USDT\/1m\): until 2023-09-02T12:00Z, 0 candles new\n/)
  })

  test('replaces what the exchange revised, reports it, and keeps it in a log', async () => {
    const first = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(first.server, 'bases: [abc]')
    await updated()
    const revised = candlesFrom(START, ROWS)
    revised.close[2490] = 42
    revised.low[2490] = 42
    revised.trades[2495] = 7
    const second = await serve({ 'ABC/USDT': revised }, undefined, NOW + 10 * MINUTE)
    await configure(second.server, 'bases: [abc]')
    const { bases } = await updated()
    const [base] = bases
    expect(base).toMatchObject({ added: 10, revised: 2 })
    expect(base?.revisions.map(({ time }) => (time - START) / MINUTE)).toEqual([2490, 2495])
    expect(base?.revisions[0]?.new).toMatchObject({ close: 42, low: 42 })
    expectSameCandles(await store().read(ABC), sliceCandles(revised, 0, 2510))
    expect(await store().revisions(ABC)).toEqual(base?.revisions)
    expect(await updated('--overlap', '10')).toMatchObject({ revised: 0 })
    expect(await readRevisions(candleFolderOf(join(folder, 'data'), ABC))).toHaveLength(2)
  })

  test('never replaces the history of another market', async () => {
    const real = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(real.server, 'bases: [abc]')
    await updated()
    const before = await store().read(ABC)
    const other = candlesFrom(START, ROWS)
    for (const name of ['open', 'high', 'low', 'close'] as const) other[name].forEach((v, i, all) => (all[i] = v * 2))
    const wrong = await serve({ 'ABC/USDT': other }, undefined, NOW + 10 * MINUTE)
    await configure(wrong.server, 'bases: [abc]')
    const { code, err } = await command()
    expect(code).toBe(1)
    expect(err).toContain('all 60 candles that were asked for again differ from the stored ones')
    expectSameCandles(await store().read(ABC), before)
    expect(await store().revisions(ABC)).toEqual([])
    expect(await updated('--replace')).toMatchObject({ added: 10, revised: 60 })
  })

  test('goes further back with --from, also before the first stored candle', async () => {
    const candles = candlesFrom(START, ROWS)
    const { server } = await serve({ 'ABC/USDT': candles })
    await configure(server, 'bases: [abc]')
    expect(await updated('--from', '2023-09-01')).toMatchObject({ added: 2500 - 360 })
    expect(await updated('--from', '2023-08-31T20:00')).toMatchObject({ added: 240 })
    expectSameCandles(await store().read(ABC), sliceCandles(candles, 120, 2380))
    // The exchange has nothing before.
    expect(await updated('--from', '2023-01-01')).toMatchObject({ added: 120 })
    expect(await updated('--from', '2023-01-01')).toMatchObject({ added: 0 })
    expectSameCandles(await store().read(ABC), sliceCandles(candles, 0, 2500))
  })

  test('waits for an exchange that fails for a while, and counts how often', async () => {
    const limit: Disturbance = { kind: 'answer', status: 429, body: {}, headers: { 'Retry-After': '1' } }
    const faults = new Map<number, Disturbance>([
      [1, busy],
      [3, { kind: 'lose-answer' }],
      [5, limit],
    ])
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) }, (request) => faults.get(request))
    await configure(server, 'bases: [abc]')
    const { retries, bases } = await updated()
    expect(retries).toBe(3)
    expect(bases[0]).toMatchObject({ added: 2500, retries: 3 })
  })

  test('supplements the features and targets that are there, and those that are named', async () => {
    const candles = candlesFrom(START - 11 * DAY, 11 * 1440 + ROWS)
    const { server } = await serve({ 'ABC/USDT': candles })
    await configure(server, 'bases: [abc]')
    const first = await updated('--features', 'F2cond20', '--targets', 'T10up5low30min')
    const rows = 11 * 1440 + 2500
    expect(first.bases[0]?.supplemented).toEqual([
      expect.objectContaining({ id: 'F2cond20', rows: rows - 14_399 }),
      expect.objectContaining({ id: 'T10up5low30min', rows: rows - 1 }),
    ])
    expect((await updated()).bases[0]?.supplemented.map((one) => one.rows)).toEqual([0, 0])
    server.control.advanceTo(NOW + 10 * MINUTE)
    const [base] = (await updated()).bases
    // Whole days are computed anew: the one that has new candles, and the rows that look into it.
    expect(base?.supplemented.map((one) => one.rows)).toEqual([710, 738])
    const files = await filesBelow(join(folder, 'data'))
    await updated('--replace')
    expect(await filesBelow(join(folder, 'data'))).toEqual(files)
    const { bases } = await updated('--from', '2023-01-01', '--features', 'F1agg110', '--base', 'abc')
    expect(bases[0]?.supplemented.map(({ id }) => id)).toContain('F1agg110')
  })

  test('a definition that is gone or broken is told of, and the others are kept up all the same', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const file = join(folder, 'features', 'HourReturn.ts')
    await mkdir(join(folder, 'features', 'lib'), { recursive: true })
    await writeFile(file, HOUR_RETURN)
    await writeFile(join(folder, 'features', 'lib', 'ratio.ts'), RATIO)
    await updated('--features', 'HourReturn', '--targets', 'T10up5low30min')
    await rm(file)
    server.control.advanceTo(NOW + 10 * MINUTE)
    const gone = (await updated()).bases[0]?.supplemented ?? []
    expect(gone.map(({ id }) => id)).toEqual(['HourReturn', 'T10up5low30min'])
    expect(gone[0]?.skipped).toContain('there is no features/HourReturn.ts in the workspace any more')
    expect(gone[1]?.rows).toBeGreaterThan(0)
    await writeFile(file, 'export default { nonsense')
    server.control.advanceTo(NOW + 20 * MINUTE)
    const { code, out, err } = await command()
    expect(code).toBe(1)
    expect(err).toContain('HourReturn')
    expect(out).toMatch(/10 candles new[\s\S]*T10up5low30min: \d+ rows computed/)
  })

  test('says which features have too little history', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const { out } = await command('--features', 'F2cond20')
    expect(out).toContain('F2cond20: needs 14400 candles, there are 2500')
  })
})

describe('bad input of update-history', () => {
  test.each([
    [['--overlap', '-1'], '--overlap is -1: expected a whole number from 0 to 1000'],
    [['--parallel', '0'], '--parallel is 0: expected a whole number from 1 to 24'],
    [['--from', 'yesterday'], '--from is yesterday'],
    [['--features', 'nosuch'], 'no feature set or target is called nosuch'],
    [['--features', 'T10up5low30min'], '--features names T10up5low30min, which is one of the targets'],
    [[], 'there is no base to update'],
  ])('%j', async (args, words) => {
    const { code, err } = await command(...args)
    expect(code).toBe(1)
    expect(err).toContain(words)
    expect(await readdir(folder)).toEqual([])
  })

  test('an unknown symbol is named, and the other bases are updated', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [nosuch, abc]')
    const { code, out, err } = await command()
    expect(code).toBe(1)
    expect(err).toContain('not all bases are up to date (nosuch): binance has no spot market NOSUCH/USDT')
    expect(out).toMatch(/abc .*2500 candles new/)
    expect((await store().markets()).map(({ symbol }) => symbol)).toEqual(['ABC/USDT'])
  })

  test('a market that the exchange no longer lists keeps its candles', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await store().merge(marketOf('OLD/USDT'), candlesFrom(START, 100))
    await configure(server)
    const { code, out } = await command()
    expect(code).toBe(0)
    expect(out).toContain('binance no longer lists OLD/USDT; its candles until 2023-08-31T19:40Z stay')
  })

  test('an exchange that cannot be reached is named, and nothing is lost', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) }, (request) =>
      request > 1 ? busy : undefined,
    )
    await configure(server, 'bases: [abc]')
    await server.close()
    const { code, err } = await command()
    expect(code).toBe(1)
    expect(err).toContain('no simulated exchange answers there')
  })

  test('markets other than spot are refused, and exchanges that ccxt does not know', async () => {
    await writeFile(join(folder, 'followupward.yaml'), 'market: usdm\nbases: [abc]\n')
    expect((await command()).err).toContain('market is usdm: binance gives candles of spot only')
    await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: nosuch }\nbases: [abc]\n')
    expect((await command()).err).toContain('ccxt knows no such exchange')
  })

  test('a second updater of the same base is refused by name', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const market = candleFolderOf(join(folder, 'data'), ABC)
    await withWriterLock(market, 'test', async () => {
      const { code, err } = await command()
      expect(code).toBe(1)
      expect(err).toMatch(/binance\/spot\/ABC-USDT\/1m is being written by process \d+; wait until it is done/)
    })
  })
})

describe('update-history --follow', () => {
  test('goes on minute by minute, also into a new day, and ends with the bytes of one that downloaded all at once', async () => {
    const midnight = (6 + 24) * 60
    const candles = candlesFrom(START, ROWS, { missing: [midnight - 3, midnight + 5, midnight + 6] })
    const at = (minute: number): number => START + minute * MINUTE
    const { server } = await serve({ 'ABC/USDT': candles }, undefined, at(midnight - 10), at(midnight + 20))
    await configure(server, 'bases: [abc]\n')
    const report = await updated('--follow', '--targets', 'T10up5low30min')
    expect(report).toMatchObject({ added: midnight + 20 - 3, revised: 0 })
    expect(report.bases[0]).toMatchObject({ to: at(midnight + 20) })
    const followed = await filesBelow(join(folder, 'data'))
    expect([...followed.keys()].some((file) => file.includes('tail'))).toBe(false)
    folder = await temporaryFolder()
    await configure(server, 'bases: [abc]\n')
    await updated('--targets', 'T10up5low30min')
    expect(await filesBelow(join(folder, 'data'))).toEqual(followed)
  })

  test('outlives an exchange that is away, and ends cleanly on Ctrl-C', async () => {
    const candles = candlesFrom(START, ROWS)
    let away = false
    const { server } = await serve({ 'ABC/USDT': candles }, () => (away ? foreign : undefined))
    await configure(server, 'bases: [abc]\n')
    const io = fakeIo(folder)
    const ended = run(['update-history', '--follow', '--json'], io)
    const reached = (minute: number): Promise<void> =>
      expect
        .poll(() => server.control.now() / MINUTE, { timeout: 20_000, interval: 1 })
        .toBeGreaterThan(START / MINUTE + minute)
    await reached(2505)
    away = true
    await expect.poll(() => io.stderr(), { timeout: 20_000 }).toContain('what is missed comes with the next minute')
    away = false
    await reached(2520)
    io.interrupt()
    expect(await ended).toBe(0)
    const { bases } = reportSchema.parse(JSON.parse(io.stdout()))
    const rows = ((bases[0]?.to ?? 0) - START) / MINUTE
    expect(rows).toBeGreaterThan(2515)
    expectSameCandles(await store().read(ABC), sliceCandles(candles, 0, rows))
    expect(await readdir(candleFolderOf(join(folder, 'data'), ABC))).toEqual(['2023-08.arrow', '2023-09.arrow'])
  })
})
