import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { allocateCandles, sliceCandles } from '../../../src/core/candles.js'
import { CancelledError } from '../../../src/core/errors.js'
import type { Market } from '../../../src/core/market.js'
import type { Progress } from '../../../src/core/progress.js'
import { DAY, MINUTE } from '../../../src/core/time.js'
import type { MergeReport } from '../../../src/store/candles/candle-store.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const market: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
/** Half an hour before a month's end, so that small spans cross it. */
const START = Date.UTC(2023, 7, 31, 23, 30)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

const monthFolder = (): string => join(folder, 'candles/binance/spot/FIL-USDT/1m')

async function bytesOfMonths(): Promise<Record<string, string>> {
  const files = (await readdir(monthFolder())).sort()
  const entries = files.map(
    async (name) => [name, (await readFile(join(monthFolder(), name))).toString('base64')] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

test('what was merged is read back, over the border of two months and in part', async () => {
  const store = openCandleStore(folder)
  const candles = candlesFrom(START, 120)
  const report = await store.merge(market, candles)
  expect(report).toEqual({
    added: 120,
    changed: 0,
    unchanged: 0,
    conflicting: 0,
    filled: 0,
    range: { from: START, to: START + 120 * MINUTE },
  })
  expect(await store.markets()).toEqual([market])
  expect(await store.range(market)).toEqual({ from: START, to: START + 120 * MINUTE })
  expectSameCandles(await store.read(market), candles)
  const part = await store.read(market, { from: START + 10 * MINUTE, to: START + 40 * MINUTE })
  expectSameCandles(part, sliceCandles(candles, 10, 30))
  const close = await openCandleStore(folder).readColumns(market, ['close'], {
    from: START + 29 * MINUTE,
    to: START + 31 * MINUTE,
  })
  expect(close.columns).toEqual(new Map([['close', candles.close.slice(29, 31)]]))
})

test('pieces that are merged together give the bytes and the counts of one after the other, whatever is stored', async () => {
  const piece = fc.record({
    rows: fc.integer({ min: 1, max: 40 }),
    apart: fc.integer({ min: 0, max: 30 }),
    missing: fc.array(fc.nat(39), { maxLength: 5 }),
  })
  const stored = fc.option(
    fc.record({ from: fc.integer({ min: -20, max: 60 }), rows: fc.integer({ min: 1, max: 40 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), stored, async (about, before) => {
      let at = START
      const pieces = about.map(({ rows, apart, missing }) => {
        const from = at + apart * MINUTE
        at = from + rows * MINUTE
        return candlesFrom(from, rows, { missing: missing.filter((row) => row > 0 && row < rows - 1) })
      })
      const results = []
      for (const parts of [pieces.map((one) => [one]), [pieces]]) {
        await rm(folder, { recursive: true, force: true })
        const store = openCandleStore(folder)
        if (before) await store.merge(market, candlesFrom(START + before.from * MINUTE, before.rows))
        const reports: MergeReport[] = []
        for (const part of parts) reports.push(await store.merge(market, part))
        const count = (key: 'added' | 'changed' | 'unchanged' | 'filled'): number =>
          reports.reduce((sum, report) => sum + report[key], 0)
        const counts = [count('added'), count('changed'), count('unchanged'), count('filled')]
        results.push({ bytes: await bytesOfMonths(), counts })
      }
      expect(results[1]).toEqual(results[0])
    }),
    { numRuns: 25 },
  )
})

test('stopped between months that are written side by side, none is changed and nothing is left beside them', async () => {
  const store = openCandleStore(folder)
  await store.merge(market, candlesFrom(START, 20))
  const before = await bytesOfMonths()
  for (const stopAt of [0, 1, 6, 8]) {
    const stop = new AbortController()
    const progress: Progress = {
      start: () => ({ update: (done) => done >= stopAt && stop.abort(), end: () => {} }),
    }
    if (stopAt === 0) stop.abort()
    const pieces = Array.from({ length: 8 }, (_, month) => candlesFrom(Date.UTC(2024, month, 1), 30))
    await expect(store.merge(market, pieces, { progress, signal: stop.signal })).rejects.toThrow(CancelledError)
    expect(await bytesOfMonths()).toEqual(before)
  }
})

test('a conflict in a later piece writes none of them', async () => {
  const store = openCandleStore(folder)
  await store.merge(market, candlesFrom(START + 100 * MINUTE, 5))
  const before = await bytesOfMonths()
  const other = candlesFrom(START + 102 * MINUTE, 3)
  other.close[1] = 100.5
  const pieces = [candlesFrom(START, 10), candlesFrom(START + 50 * MINUTE, 2), other]
  await expect(store.merge(market, pieces)).rejects.toThrow(/2023-09-01T01:13Z: stored is .* new is .*\/100\.5\//)
  expect(await bytesOfMonths()).toEqual(before)
})

test('merging the same candles again changes no byte', async () => {
  const store = openCandleStore(folder)
  const candles = candlesFrom(START, 90, { missing: [3, 4, 30] })
  await store.merge(market, candles)
  const before = await bytesOfMonths()
  const report = await store.merge(market, candles)
  expect(report).toMatchObject({ added: 0, changed: 0, unchanged: 87, filled: 3 })
  expect(await bytesOfMonths()).toEqual(before)
})

test('missing minutes are filled with the previous close and marked, also between months', async () => {
  const store = openCandleStore(folder)
  await store.merge(market, candlesFrom(START, 90, { missing: [28, 29, 30, 31, 60] }))
  const candles = await store.read(market)
  expect([...candles.filled.subarray(27, 33)]).toEqual([0, 1, 1, 1, 1, 0])
  for (const row of [28, 29, 30, 31]) {
    expect(candles.open[row]).toBe(candles.close[27])
    expect(candles.low[row]).toBe(candles.close[27])
    expect([candles.volume[row], candles.trades[row]]).toEqual([0, 0])
  }
  const inside = await store.read(market, { from: START + 30 * MINUTE, to: START + 31 * MINUTE })
  expect([inside.close[0], inside.filled[0]]).toEqual([candles.close[27], 1])
})

test('a gap that a later source closes is no conflict', async () => {
  const store = openCandleStore(folder)
  const whole = candlesFrom(START, 90)
  await store.merge(market, candlesFrom(START, 90, { missing: [10, 11, 29, 30] }))
  const report = await store.merge(market, whole)
  expect(report).toMatchObject({ added: 4, changed: 0, unchanged: 86, filled: 0 })
  expectSameCandles(await store.read(market), whole)
})

test('a contradiction is refused and leaves everything as it was, unless told who wins', async () => {
  const store = openCandleStore(folder)
  const candles = candlesFrom(START, 90)
  await store.merge(market, candles)
  const before = await bytesOfMonths()
  const other = candlesFrom(START, 90)
  other.close[45] = (other.close[45] ?? 0) + 0.5
  other.high[45] = (other.high[45] ?? 0) + 1
  await expect(store.merge(market, other)).rejects.toThrow(/2023-09-01T00:15Z: stored is .* new is .*conflict/)
  expect(await store.merge(market, other, { conflict: 'stored' })).toMatchObject({
    changed: 0,
    unchanged: 90,
    conflicting: 1,
  })
  expect(await bytesOfMonths()).toEqual(before)
  expect(await store.merge(market, other, { conflict: 'new', dryRun: true })).toMatchObject({ changed: 1 })
  expect(await bytesOfMonths()).toEqual(before)
  expect(await store.merge(market, other, { conflict: 'new' })).toMatchObject({ changed: 1, unchanged: 89 })
  expectSameCandles(await store.read(market), other)
})

test('a value that one source does not say is taken from the other', async () => {
  const store = openCandleStore(folder)
  const candles = candlesFrom(START, 10)
  const poor = candlesFrom(START, 10)
  poor.quoteVolume.fill(Number.NaN)
  await store.merge(market, poor)
  expect(await store.merge(market, candles)).toMatchObject({ changed: 10 })
  expect(await store.merge(market, poor)).toMatchObject({ changed: 0, unchanged: 10 })
  expectSameCandles(await store.read(market), candles)
})

test('the order and the cuts in which candles come make no difference to the bytes', async () => {
  const minutes = 6 * 1440
  const start = Date.UTC(2023, 7, 29, 11)
  const pieces = fc.record({
    missing: fc.uniqueArray(fc.integer({ min: 0, max: minutes - 1 }), { maxLength: 400 }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: minutes - 1 }), { maxLength: 5 }),
    seed: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(pieces, async ({ missing, cuts, seed }) => {
      const whole = candlesFrom(start, minutes, { missing: missing.filter((row) => row > 0 && row < minutes - 1) })
      const at = [0, ...cuts.sort((a, b) => a - b), minutes]
      const parts = at.slice(1).map((to, index) => sliceCandles(whole, at[index] ?? 0, to - (at[index] ?? 0)))
      const shuffled = parts
        .map((part, index) => ({ part, key: seed[index] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .filter(({ part }) => part.filled.includes(0))
      await rm(monthFolder(), { recursive: true, force: true })
      const store = openCandleStore(folder)
      for (const { part } of shuffled) await store.merge(market, part)
      const inParts = await bytesOfMonths()
      const range = { from: start, to: start + minutes * MINUTE }
      const hashes = await store.dayHashes(market, range)
      await rm(monthFolder(), { recursive: true, force: true })
      await store.merge(market, whole)
      expect(await bytesOfMonths()).toEqual(inParts)
      expect(hashes).toEqual(await store.dayHashes(market, range))
      expect(hashes.size).toBe(7)
      expectSameCandles(await store.read(market), whole)
    }),
    { numRuns: 6 },
  )
})

test('day hashes change with the values of their day and of the fills that reach into it', async () => {
  const store = openCandleStore(folder)
  const start = Date.UTC(2023, 7, 30)
  const all = { from: start, to: start + 4 * DAY }
  // From noon of the last day of August to noon of the second of September nothing is there.
  const missing = Array.from({ length: 2 * 1440 }, (_, index) => 1440 + 720 + index)
  const candles = candlesFrom(start, 4 * 1440, { missing })
  await store.merge(market, candles)
  const before = await store.dayHashes(market, all)
  expect(before.size).toBe(4)
  expect(new Set(before.values()).size).toBe(4)
  candles.close[1440 + 719] = (candles.close[1440 + 719] ?? 0) + 0.25
  candles.high[1440 + 719] = (candles.high[1440 + 719] ?? 0) + 1
  await store.merge(market, candles, { conflict: 'new' })
  const after = await store.dayHashes(market, all)
  const changed = [...after].flatMap(([day, hash]) => (before.get(day) === hash ? [] : [(day - start) / DAY]))
  expect(changed).toEqual([1, 2, 3])
  expect(await store.dayHashes(market, { from: start + DAY, to: start + DAY + 1 })).toEqual(
    new Map([[start + DAY, after.get(start + DAY)]]),
  )
})

test('nothing there, an empty range and a range outside are each one clear line', async () => {
  const store = openCandleStore(folder)
  expect(await store.markets()).toEqual([])
  expect(await store.range(market)).toBeUndefined()
  await expect(store.read(market)).rejects.toThrow(/no candles of binance\/spot\/FIL-USDT\/1m; import some/)
  await store.merge(market, candlesFrom(START, 10))
  await expect(store.read(market, { from: START, to: START })).rejects.toThrow(/is empty/)
  await expect(store.read(market, { from: 0, to: DAY })).rejects.toThrow(/there are some from 2023-08-31T23:30Z/)
})

test('a damaged month is named, set aside, and stays missed until it is there again', async () => {
  const store = openCandleStore(folder)
  const candles = candlesFrom(START, 90)
  await store.merge(market, candles)
  const file = join(monthFolder(), '2023-09.arrow')
  const good = await readFile(file)
  const bad = Buffer.from(good)
  const place = Math.floor(bad.length * 0.6)
  bad[place] = (bad[place] ?? 0) ^ 1
  await writeFile(file, bad)
  await expect(store.read(market)).rejects.toThrow(/2023-09\.arrow is damaged .*set aside as 2023-09\.arrow\.damaged-1/)
  expect(await store.damaged(market)).toEqual([`${file}.damaged-1`])
  await expect(store.read(market)).rejects.toThrow(/candles of 2023-09 are lost/)
  const august = { from: START, to: START + 30 * MINUTE }
  expectSameCandles(await store.read(market, august), sliceCandles(candles, 0, 30))
  await store.merge(market, candles)
  expectSameCandles(await store.read(market), candles)
  expect(await readFile(file)).toEqual(good)
})

test('candles of another interval are not taken', async () => {
  const hourly = allocateCandles({ calendar: alwaysOpen(60 * MINUTE), first: 0, rows: 3 })
  await expect(openCandleStore(folder).merge(market, hourly)).rejects.toThrow(/cannot be kept/)
})
