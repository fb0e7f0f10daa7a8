import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBook, type Book } from '../../../src/bookkeeping/book.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import type { Candles } from '../../../src/core/candles.js'
import { timeAt } from '../../../src/core/grid.js'
import { createRng } from '../../../src/core/rng.js'
import { HOUR, MINUTE } from '../../../src/core/time.js'
import { RebuildError } from '../../../src/exchange/simulated/engine/repeat-orders.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { endInterruptedRun } from '../../../src/workspace/trade/end-interrupted-runs.js'
import { findInterruptedReplay, rewindToLastMinute } from '../../../src/workspace/trade/interrupted-replay.js'
import { describeRun } from '../../../src/workspace/trade/run-trade.js'
import { tradeOnReplay, withoutCandles, type ReplayTrade } from '../../../src/workspace/trade/simulated-trade.js'
import type { TradeReport } from '../../../src/workspace/trade/trade-report.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const FROM = Date.UTC(2023, 9, 1)
const HISTORY = 5
const RANGE = { from: FROM, to: FROM + 40 * MINUTE }
const SYMBOLS = ['AAA/USDT', 'BBB/USDT']

const LIMITS = {
  maxQuote: '1000000',
  orderMaxQuote: '100000',
  icebergQuote: '100000',
  orderSeconds: 70,
  priceBand: { buy: 0.05, sell: 0.0001 },
}

function replay(book: Book): ReplayTrade {
  const bases = SYMBOLS.map((symbol) => {
    const name = symbol.slice(0, 3).toLowerCase()
    const candles = simulateCandles('market', { seed: 5, base: name, from: FROM - HOUR, rows: 180 })
    return { name, symbol, candles }
  })
  const { trading, ...config } = defaultConfig()
  return {
    book,
    runId: 'r1',
    bases,
    range: RANGE,
    history: HISTORY,
    score: async (base: string, { grid }: Candles) => {
      const minute = timeAt(grid, grid.rows - 1) / MINUTE + (base === 'aaa' ? 0 : 1)
      return { hold: 0, buy: minute % 6 === 0 ? 1 : 0, sell: minute % 6 === 3 ? 1 : 0 }
    },
    // Little is filled at once, and orders rest beyond a minute. A narrow band postpones sales.
    config: { ...config, trading: { ...trading, ...LIMITS } },
    thresholds: { buy: 0.7, sell: 0.8 },
    startQuote: '300000',
    signal: new AbortController().signal,
    machineClock: systemClock,
  }
}

/** All that two books must have in common. */
function contentOf(book: Book): unknown {
  const orders = book.orders('r1')
  return {
    orders,
    changes: orders.map(({ clientOrderId }) => book.changes(clientOrderId)),
    fills: book.fills('r1'),
    decisions: book.decisions('r1'),
    equity: book.equity('r1'),
    balances: book.balances('r1'),
    positions: [...book.positions('r1')],
    actions: book.actions('r1').filter(({ kind }) => kind !== 'start' && kind !== 'reconcile'),
    runs: book.runs(),
  }
}

const figuresOf = ({ book: _file, ...figures }: TradeReport): unknown => figures

const newFile = async (): Promise<string> => join(await temporaryFolder(), 'book.sqlite')

function open(file: string): Book {
  const book = openBook(file, 'crash')
  onTestFinished(() => book.close())
  return book
}

/** What a kill at this moment would leave: the process writes nothing meanwhile. */
function copyBook(from: string, to: string): void {
  for (const end of ['', '-wal']) if (existsSync(from + end)) copyFileSync(from + end, to + end)
}

/** Trades undisturbed, and leaves an image of the book at each of so many random moments. */
async function tradeWithImages(count: number): Promise<{
  report: TradeReport
  content: unknown
  images: string[]
}> {
  const file = await newFile()
  const book = open(file)
  const random = createRng(3)
  const folder = await temporaryFolder()
  const images: string[] = []
  const copy = (): void => {
    if (book.runs().length === 0) return
    const image = join(folder, `${images.length}.sqlite`)
    copyBook(file, image)
    images.push(image)
  }
  let timer = setTimeout(copyAgain, 0)
  function copyAgain(): void {
    copy()
    timer = setTimeout(copyAgain, 20 + random.below(50))
  }
  const report = await tradeOnReplay(replay(book)).finally(() => clearTimeout(timer))
  const [, ...later] = images
  const step = later.length / count
  return {
    report,
    content: contentOf(book),
    images: Array.from({ length: count }, (_, i) => later[Math.floor(i * step)] ?? file),
  }
}

test('a replay that was killed at any moment goes on from the book and ends as an undisturbed one', async () => {
  const { report, content, images } = await tradeWithImages(6)
  expect(report.fills.length).toBeGreaterThan(20)
  // Orders are cancelled partly filled, and sales wait for a better price.
  expect(report.cancelled).toBeGreaterThan(3)
  expect(JSON.stringify(content)).toContain('trading.priceBand.sell')
  const minutes = new Set<number>()
  for (const image of images) {
    const book = open(image)
    const [run] = book.runs()
    if (!run) throw new Error('there is no run')
    endInterruptedRun(book, run)
    const interrupted = rewindToLastMinute(book, run)
    minutes.add(interrupted.minute)
    const again = await tradeOnReplay({ ...replay(book), interrupted })
    expect(figuresOf(again)).toEqual(figuresOf(report))
    expect(contentOf(book)).toEqual(content)
    const starts = book.actions('r1').filter(({ kind }) => kind === 'start')
    expect(starts.at(-1)?.detail).toBe('goes on after an interruption; watching aaa, bbb')
  }
  expect(minutes.size).toBeGreaterThan(1)
})

test('an exchange whose candles are others than before is not gone on with, and the book stays as it is', async () => {
  const book = open(await newFile())
  expect((await tradeOnReplay(replay(book))).fills.length).toBeGreaterThan(5)
  const [run] = book.runs()
  if (!run) throw new Error('there is no run')
  const interrupted = { run, minute: RANGE.to }
  const { bases, ...options } = replay(book)
  const others = bases.map((base) => ({
    ...base,
    candles: { ...base.candles, volume: base.candles.volume.map((volume) => volume / 2) },
  }))
  const before = contentOf(book)
  await expect(tradeOnReplay({ ...options, bases: others, interrupted })).rejects.toThrow(RebuildError)
  expect(contentOf(book)).toEqual(before)
})

/** The description of a replay as the book has it. */
const described = (book: Book, changes: Partial<ReplayTrade> = {}): ReturnType<typeof describeRun> =>
  describeRun({ ...replay(book), ...changes, bases: replay(book).bases.map(withoutCandles) }, RANGE.from)

test('the last replay with the same settings is found where its process is gone, and no other', async () => {
  const book = open(await newFile())
  const start = (id: string, changes: Partial<ReplayTrade> = {}): void =>
    book.startRun({ id, account: id, mode: 'replay', ...described(book, changes) })
  const find = async (): Promise<string | undefined> =>
    (await findInterruptedReplay(book, systemClock, described(book)))?.id
  expect(await find()).toBe(undefined)
  start('other', { thresholds: { buy: 0.5, sell: 0.8 } })
  expect(await find()).toBe(undefined)
  start('first')
  expect(await find()).toBe('first')
  expect(book.runs().find(({ id }) => id === 'first')).toMatchObject({ outcome: 'failed', endTime: RANGE.from })
  // It is found as long as no later one was done.
  expect(await find()).toBe('first')
  start('second')
  book.recordHeartbeat('second', { time: Date.now(), pid: process.pid })
  expect(await find()).toBe(undefined)
  book.endRun('second', RANGE.to, 'stopped')
  expect(await find()).toBe(undefined)
  // A process that is not on this machine may be on another one: it is gone where it is silent.
  start('third')
  book.recordHeartbeat('third', { time: Date.now(), pid: 2 ** 31 - 2 })
  let now = Date.now()
  const beating = {
    now: () => now,
    sleepUntil: async (time: number) => book.recordHeartbeat('third', { time: (now = time), pid: 2 ** 31 - 2 }),
  }
  expect(await findInterruptedReplay(book, beating, described(book))).toBe(undefined)
  const silent = { now: () => now, sleepUntil: async (time: number) => void (now = time) }
  expect((await findInterruptedReplay(book, silent, described(book)))?.id).toBe('third')
})
