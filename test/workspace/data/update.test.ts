import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import type { Market } from '../../../src/core/market.js'
import { DAY, MINUTE } from '../../../src/core/time.js'
import type { Disturbance } from '../../../src/exchange/simulated/rest/disturbance.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candleFolderOf } from '../../../src/store/candles/candle-folders.js'
import { readRevisions } from '../../../src/store/candles/revision-log.js'
import { withWriterLock } from '../../../src/store/files/writer-lock.js'
import { requireUpToDate, type BaseUpdate } from '../../../src/workspace/data/update/result.js'
import type { UpdateDataRequest } from '../../../src/workspace/data/update/request.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { HOUR_RETURN, RATIO, writeUserFiles } from '../../support/user-files.js'
import { filesBelow } from '../../support/files-below.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Six hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 18)
const ROWS = 2700
/** Where the clock of the exchange stands: 2500 candles have finished. */
const NOW = START + 2500 * MINUTE + 20_000

const marketOf = (symbol: string): Market => ({ exchange: 'binance', type: 'spot', symbol, interval: '1m' })
const ABC = marketOf('ABC/USDT')

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

/** Updates in a workspace that is opened anew, with the configuration that the folder has then. */
async function update(request: UpdateDataRequest = {}): Promise<readonly BaseUpdate[]> {
  const workspace = await openTestWorkspace(folder)
  return (await workspace.data.update(request)).bases
}

/** An update in which nothing goes wrong. */
async function updated(request: UpdateDataRequest = {}): Promise<readonly BaseUpdate[]> {
  const updates = await update(request)
  requireUpToDate(updates)
  return updates
}

/** An update of one base in which nothing goes wrong. */
async function updatedOne(request: UpdateDataRequest = {}): Promise<BaseUpdate> {
  const [one, ...others] = await updated(request)
  if (!one || others.length > 0) throw new Error(`${others.length + 1} bases were updated, expected one`)
  return one
}

const store = (): ReturnType<typeof openCandleStore> => openCandleStore(join(folder, 'data'))
const busy: Disturbance = { kind: 'answer', status: 503, body: 'out of order' }

describe('update', () => {
  test('brings every base up to the last finished candle, and does nothing the second time', async () => {
    const abc = candlesFrom(START, ROWS, { missing: [700, 701] })
    const xyz = candlesFrom(START, ROWS)
    const { server, asked } = await serve({ 'ABC/USDT': abc, 'XYZ/USDT': xyz })
    await configure(server, 'bases: [abc, xyz]')
    const first = await updated()
    const quiet = { repaired: 0, retries: 0, revisions: [], stored: { from: START, to: START + 2500 * MINUTE } }
    expect(first).toMatchObject([
      { base: { name: 'abc' }, added: 2498, ...quiet },
      { base: { name: 'xyz' }, added: 2500, ...quiet },
    ])
    expect(first[0]?.gaps).toEqual([
      { from: START + 700 * MINUTE, to: START + 702 * MINUTE, minutes: 2, outage: false, notImported: false },
    ])
    expectSameCandles(await store().read(ABC), sliceCandles(abc, 0, 2500))
    const before = asked()
    const began = performance.now()
    expect(await updated()).toMatchObject([{ added: 0 }, { added: 0 }])
    expect(performance.now() - began).toBeLessThan(1000)
    expect(asked()).toBe(before)
    server.control.advanceTo(NOW + 10 * MINUTE)
    expect(await updated()).toMatchObject([{ added: 10 }, { added: 10 }])
    expectSameCandles(await store().read(marketOf('XYZ/USDT')), sliceCandles(xyz, 0, 2510))
    // Without bases in the configuration those that are stored are meant.
    await configure(server)
    server.control.advanceTo(NOW + 20 * MINUTE)
    expect((await updated()).map(({ base, added }) => [base.name, added])).toEqual([
      ['abc', 10],
      ['xyz', 10],
    ])
    expect(await updated({ bases: ['ABC'] })).toMatchObject([{ base: { name: 'abc', market: ABC }, added: 0 }])
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
    const { added, revisions } = await updatedOne()
    expect(added).toBe(10)
    expect(revisions.map(({ time }) => (time - START) / MINUTE)).toEqual([2490, 2495])
    expect(revisions[0]?.new).toMatchObject({ close: 42, low: 42 })
    expectSameCandles(await store().read(ABC), sliceCandles(revised, 0, 2510))
    expect(await store().revisions(ABC)).toEqual(revisions)
    expect(await updatedOne({ overlap: 10 })).toMatchObject({ revisions: [] })
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
    const [refused] = await update()
    expect(refused?.error).toContain('all 60 candles that were fetched again differ from the stored ones')
    expectSameCandles(await store().read(ABC), before)
    expect(await store().revisions(ABC)).toEqual([])
    const replaced = await updatedOne({ replace: true })
    expect([replaced.added, replaced.revisions.length]).toEqual([10, 60])
  })

  test('goes further back where it is asked to, also before the first stored candle', async () => {
    const candles = candlesFrom(START, ROWS)
    const { server } = await serve({ 'ABC/USDT': candles })
    await configure(server, 'bases: [abc]')
    expect(await updatedOne({ from: '2023-09-01' })).toMatchObject({ added: 2500 - 360 })
    expect(await updatedOne({ from: '2023-08-31T20:00' })).toMatchObject({ added: 240 })
    expectSameCandles(await store().read(ABC), sliceCandles(candles, 120, 2380))
    // The exchange has nothing before.
    expect(await updatedOne({ from: '2023-01-01' })).toMatchObject({ added: 120 })
    expect(await updatedOne({ from: '2023-01-01' })).toMatchObject({ added: 0 })
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
    expect(await updatedOne()).toMatchObject({ added: 2500, retries: 3 })
  })

  test('supplements the features and targets that are there, and those that are named', async () => {
    const candles = candlesFrom(START - 11 * DAY, 11 * 1440 + ROWS)
    const { server } = await serve({ 'ABC/USDT': candles })
    await configure(server, 'bases: [abc]')
    const first = await updatedOne({ features: ['F2cond20'], targets: ['T10up5low30min'] })
    const rows = 11 * 1440 + 2500
    expect(first.supplemented).toEqual([
      expect.objectContaining({ id: 'F2cond20', rows: rows - 14_399 }),
      expect.objectContaining({ id: 'T10up5low30min', rows: rows - 1 }),
    ])
    expect((await updatedOne()).supplemented.map((one) => one.rows)).toEqual([0, 0])
    server.control.advanceTo(NOW + 10 * MINUTE)
    const { supplemented } = await updatedOne()
    // Whole days are computed anew: the one that has new candles, and the rows that look into it.
    expect(supplemented.map((one) => one.rows)).toEqual([710, 738])
    const files = await filesBelow(join(folder, 'data'))
    await updated({ replace: true })
    expect(await filesBelow(join(folder, 'data'))).toEqual(files)
    const more = await updatedOne({ from: '2023-01-01', features: ['F1agg110'], bases: ['abc'] })
    expect(more.supplemented.map(({ id }) => id)).toContain('F1agg110')
  })

  test('a definition that is gone or broken is noted, and the others are supplemented all the same', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const file = join(folder, 'features', 'HourReturn.ts')
    await writeUserFiles({ 'features/HourReturn.ts': HOUR_RETURN, 'features/lib/ratio.ts': RATIO }, folder)
    await updated({ features: ['HourReturn'], targets: ['T10up5low30min'] })
    await rm(file)
    server.control.advanceTo(NOW + 10 * MINUTE)
    const gone = (await updatedOne()).supplemented
    expect(gone.map(({ id }) => id)).toEqual(['HourReturn', 'T10up5low30min'])
    expect(gone[0]?.skipped).toContain('there is no features/HourReturn.ts in the workspace any more')
    expect(gone[1]?.rows).toBeGreaterThan(0)
    await writeFile(file, 'export default { nonsense')
    server.control.advanceTo(NOW + 20 * MINUTE)
    const [broken] = await update()
    expect(broken?.error).toContain('HourReturn')
    expect(broken?.added).toBe(10)
    const [labels] = broken?.supplemented ?? []
    expect([labels?.id, labels?.skipped]).toEqual(['T10up5low30min', undefined])
    expect(labels?.rows).toBeGreaterThan(0)
  })

  test('says which features have too little history', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const { supplemented } = await updatedOne({ features: ['F2cond20'] })
    expect(supplemented).toMatchObject([{ id: 'F2cond20', skipped: 'needs 14400 candles, there are 2500' }])
  })
})

describe('what an update cannot do', () => {
  test.each([
    [{ overlap: -1 }, 'overlap is -1: expected at least 0'],
    [{ parallel: 25 }, 'parallel is 25: expected at most 24'],
    [{ from: 'yesterday' }, 'from is yesterday: expected an ISO time'],
    [{ features: ['nosuch'] }, 'no feature set or target is called nosuch'],
    [{ features: ['T10up5low30min'] }, 'features names T10up5low30min, which is one of the targets'],
    [{}, 'there is no base to update: name some with bases btc,eth'],
  ])('%j', async (request, words) => {
    await expect(update(request)).rejects.toThrow(words)
    expect(await readdir(folder)).toEqual([])
  })

  test('an unknown symbol is named, and the other bases are updated', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [nosuch, abc]')
    const updates = await update()
    expect(updates).toMatchObject([{ base: { name: 'nosuch' } }, { added: 2500, error: undefined }])
    expect(() => requireUpToDate(updates)).toThrow(
      'not all bases are up to date (nosuch): binance has no spot market NOSUCH/USDT',
    )
    expect((await store().markets()).map(({ symbol }) => symbol)).toEqual(['ABC/USDT'])
  })

  test('a market that the exchange no longer lists keeps its candles', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await store().merge(marketOf('OLD/USDT'), candlesFrom(START, 100))
    await configure(server)
    const { note } = await updatedOne()
    expect(note).toBe('binance no longer lists OLD/USDT; its candles until 2023-08-31T19:40Z stay')
  })

  test('an exchange that cannot be reached is named, and nothing is lost', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) }, (request) =>
      request > 1 ? busy : undefined,
    )
    await configure(server, 'bases: [abc]')
    await server.close()
    await expect(update()).rejects.toThrow('no simulated exchange answers there')
  })

  test('markets other than spot are refused, and exchanges that ccxt does not know', async () => {
    await writeFile(join(folder, 'followupward.yaml'), 'market: usdm\nbases: [abc]\n')
    await expect(update()).rejects.toThrow('market is usdm: binance gives candles of spot only')
    await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: nosuch }\nbases: [abc]\n')
    const [one] = await update()
    expect(one?.error).toContain('ccxt knows no such exchange')
  })

  test('a second updater of the same base is refused by name', async () => {
    const { server } = await serve({ 'ABC/USDT': candlesFrom(START, ROWS) })
    await configure(server, 'bases: [abc]')
    const market = candleFolderOf(join(folder, 'data'), ABC)
    await withWriterLock(market, 'test', async () => {
      const [refused] = await update()
      expect(refused?.error).toMatch(
        /binance\/spot\/ABC-USDT\/1m is being written by process \d+; wait until it is done/,
      )
    })
  })
})
