import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { allocateCandles, sliceCandles, type Candles } from '../../../src/core/candles.js'
import { gridAfterHistory } from '../../../src/definitions/definition.js'
import { columnOf, makeFrame, sliceFrame, type Frame } from '../../../src/core/frame.js'
import { gridOver, rangeOf, rowAt, timeAt } from '../../../src/core/grid.js'
import type { Market } from '../../../src/core/market.js'
import type { Progress } from '../../../src/core/progress.js'
import { createRng } from '../../../src/core/rng.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openDerivedStore, type DerivedRequest } from '../../../src/store/derived/derived-store.js'
import { readFrameMetadata } from '../../../src/store/arrow/frame-file.js'
import { withWriterLock } from '../../../src/store/files/writer-lock.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const MARKET: Market = { exchange: 'simulated', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
const HISTORY = 90
const HORIZON = 7
const FROM = Date.UTC(2024, 0, 30, 5)
const TO = Date.UTC(2024, 2, 2, 17, 30)

/** Candles that depend on seed and minute alone. */
function candlesOver(from: number, to: number, seed = 1): Candles {
  const calendar = alwaysOpen()
  const candles = allocateCandles(gridOver(calendar, { from, to }))
  for (let row = 0; row < candles.grid.rows; row++) {
    const price = 100 + createRng(seed, candles.grid.first + row).float()
    for (const column of [candles.open, candles.high, candles.low, candles.close]) column[row] = price
    candles.volume[row] = 1
  }
  return candles
}

interface Counted {
  readonly request: DerivedRequest
  /** Rows of each computation, in order. */
  readonly computed: number[]
}

/** A definition that reads its whole history and horizon, and counts what it computes. */
function counted(changes: Partial<DerivedRequest> = {}, version = 1): Counted {
  const computed: number[] = []
  const compute = (candles: Candles): Frame => {
    const grid = gridAfterHistory('Sums', HISTORY, candles)
    computed.push(grid.rows)
    const { close } = candles
    const ends = Float32Array.from({ length: grid.rows }, (_, row) => {
      const ahead = close[row + HISTORY + HORIZON] ?? Number.NaN
      return (close[row] ?? Number.NaN) + 2 * (close[row + HISTORY] ?? 0) + 4 * ahead
    })
    return makeFrame(grid, [
      ['ends', ends],
      ['known', Uint8Array.from(ends, (value) => (Number.isNaN(value) ? 0 : 1))],
    ])
  }
  const definition = { id: 'Sums', version, history: HISTORY, compute }
  const request = { kind: 'targets', definition, sourceHash: 'source', market: MARKET } as const
  return { request: { ...request, columnHistory: HISTORY, horizon: HORIZON, ...changes }, computed }
}

async function storeWith(candles: Candles): Promise<{ folder: string; store: ReturnType<typeof openCandleStore> }> {
  const folder = await temporaryFolder()
  const store = openCandleStore(folder)
  await store.merge(MARKET, candles)
  return { folder, store }
}

const filesOf = (folder: string): string => join(folder, 'targets', 'Sums', 'simulated', 'spot', 'FIL-USDT', '1m')

function expectEqual(actual: Frame, wanted: Frame): void {
  expect({ first: actual.grid.first, rows: actual.grid.rows }).toEqual({
    first: wanted.grid.first,
    rows: wanted.grid.rows,
  })
  expect([...actual.columns.keys()]).toEqual([...wanted.columns.keys()])
  for (const [name, values] of wanted.columns) {
    expect(Buffer.from(values.slice().buffer).equals(Buffer.from(columnOf(actual, name).slice().buffer))).toBe(true)
  }
}

const direct = (candles: Candles): Frame => counted().request.definition.compute(candles)

describe('the store of derived frames', () => {
  test('computes each month once, and serves the same bits whatever range was asked for first', async () => {
    const candles = candlesOver(FROM, TO)
    const { folder, store } = await storeWith(candles)
    const { request, computed } = counted()
    const derived = openDerivedStore(folder, store)
    const range = { from: Date.UTC(2024, 1, 10), to: Date.UTC(2024, 1, 12) }
    const part = await derived.frame({ ...request, range })
    expect(rangeOf(part.grid)).toEqual(range)
    expect(await readdir(filesOf(folder))).toEqual(['2024-02.arrow'])
    expect(computed.length).toBe(1)
    const whole = await derived.frame(request)
    expect(computed.length).toBe(3)
    expectEqual(whole, direct(candles))
    expectEqual(part, sliceFrame(whole, rowAt(whole.grid, range.from), part.grid.rows))
    expectEqual(await openDerivedStore(folder, store).frame(request), whole)
    expect(computed.length).toBe(3)
    expect((await readdir(filesOf(folder))).sort()).toEqual(['2024-01.arrow', '2024-02.arrow', '2024-03.arrow'])
  })

  test('rows begin where their history does', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + 2 * DAY))
    const { request } = counted()
    const { grid } = await openDerivedStore(folder, store).frame({ ...request, range: { from: 0, to: TO } })
    expect(rangeOf(grid)).toEqual({ from: FROM + HISTORY * MINUTE, to: FROM + 2 * DAY })
  })

  test('new candles renew the rows that were not final and compute the new ones, no others', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, TO))
    const { request, computed } = counted()
    const derived = openDerivedStore(folder, store)
    const before = await derived.frame(request)
    expect(
      before.columns
        .get('known')
        ?.subarray(-HORIZON)
        .every((known) => known === 0),
    ).toBe(true)
    const all = candlesOver(FROM, TO + 3 * HOUR)
    await store.merge(MARKET, candlesOver(TO - MINUTE, TO + 3 * HOUR))
    computed.length = 0
    expectEqual(await derived.frame(request), direct(all))
    // From the horizon before the day that was not over, 17:30 of it, on.
    expect(computed).toEqual([17.5 * 60 + 3 * 60 + HORIZON])
  })

  test('candles that end with the month leave its last rows open until the next month begins', async () => {
    const end = Date.UTC(2024, 1, 1)
    const { folder, store } = await storeWith(candlesOver(FROM, end))
    const { request, computed } = counted()
    const derived = openDerivedStore(folder, store)
    await derived.frame(request)
    await store.merge(MARKET, candlesOver(end, end + HOUR))
    computed.length = 0
    expectEqual(await derived.frame(request), direct(candlesOver(FROM, end + HOUR)))
    expect(computed).toEqual([2 * HORIZON, 60])
  })

  test('a revised candle renews what reads it, and nothing before', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, TO))
    const { request, computed } = counted()
    const derived = openDerivedStore(folder, store)
    await derived.frame(request)
    const revised = candlesOver(FROM, TO)
    const time = Date.UTC(2024, 1, 29, 23, 0)
    revised.close[rowAt(revised.grid, time)] = 250
    const row = rowAt(revised.grid, time)
    await store.merge(MARKET, sliceCandles(revised, row, 1), { conflict: 'new' })
    computed.length = 0
    expectEqual(await derived.frame(request), direct(revised))
    // The revised day with the horizon before it, and March, whose history reaches into that day.
    expect(computed.length).toBe(2)
    expect(computed[0]).toBe(24 * 60 + 2 * HORIZON)
  })

  test('candles before the first make earlier rows', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, TO))
    const { request } = counted()
    const derived = openDerivedStore(folder, store)
    await derived.frame(request)
    await store.merge(MARKET, candlesOver(FROM - DAY, FROM))
    expectEqual(await derived.frame(request), direct(candlesOver(FROM - DAY, TO)))
  })

  test.each([
    ['source', counted({ sourceHash: 'another' })],
    ['version', counted({}, 2)],
    ['horizon', counted({ horizon: HORIZON + 1 })],
  ])('a changed %s is computed again', async (_, { request, computed }) => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + DAY))
    const derived = openDerivedStore(folder, store)
    await derived.frame(counted().request)
    await derived.frame(request)
    expect(computed.length).toBe(1)
    await derived.frame(request)
    expect(computed.length).toBe(1)
  })

  test('a file says what it was made by and from', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + DAY))
    await openDerivedStore(folder, store).frame(counted().request)
    const { candles = '', ...maker } = await readFrameMetadata(join(filesOf(folder), '2024-01.arrow'))
    expect(maker).toEqual({
      definition: 'Sums',
      version: '1',
      source: 'source',
      market: 'simulated/spot/FIL-USDT/1m',
      history: String(HISTORY),
      horizon: String(HORIZON),
    })
    expect([...candles.matchAll(/\d{4}-\d{2}-\d{2}/g)].map(([day]) => day)).toEqual(['2024-01-30', '2024-01-31'])
  })

  test.each([
    ['cut off', async (file: string) => truncate(file, (await stat(file)).size - 100)],
    ['empty', async (file: string) => writeFile(file, '')],
    [
      'changed in a value',
      async (file: string) => {
        const bytes = await readFile(file)
        const at = Math.floor(bytes.byteLength * 0.75)
        bytes.writeUInt8(bytes.readUInt8(at) ^ 16, at)
        await writeFile(file, bytes)
      },
    ],
  ])('a file that is %s is set aside, named and computed again', async (_, damage) => {
    const candles = candlesOver(FROM, FROM + DAY)
    const { folder, store } = await storeWith(candles)
    const { request } = counted()
    await openDerivedStore(folder, store).frame(request)
    await damage(join(filesOf(folder), '2024-01.arrow'))
    const remarks: (string | undefined)[] = []
    const progress: Progress = { start: () => ({ update: () => {}, end: (remark) => void remarks.push(remark) }) }
    expectEqual(await openDerivedStore(folder, store).frame({ ...request, progress }), direct(candles))
    expect(remarks.join()).toContain('2024-01.arrow is damaged')
    expect((await readdir(filesOf(folder))).sort()).toEqual(['2024-01.arrow', '2024-01.arrow.damaged-1'])
  })

  test('damaged candles are named, not worked around', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + DAY))
    const file = join(folder, 'candles', 'simulated', 'spot', 'FIL-USDT', '1m', '2024-01.arrow')
    const bytes = await readFile(file)
    const at = bytes.byteLength >> 1
    bytes.writeUInt8(bytes.readUInt8(at) ^ 16, at)
    await writeFile(file, bytes)
    const frame = openDerivedStore(folder, store).frame(counted().request)
    await expect(frame).rejects.toThrow(/candles.*2024-01\.arrow is damaged/)
  })

  test('another writer of the same frames is an error, and a reader of what is there is not', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, TO))
    const { request } = counted()
    const range = { from: FROM, to: Date.UTC(2024, 1, 1) }
    const derived = openDerivedStore(folder, store)
    await derived.frame({ ...request, range })
    await withWriterLock(filesOf(folder), 'another', async () => {
      await expect(derived.frame(request)).rejects.toThrow(/Sums of FIL\/USDT is being written by process/)
      expect((await derived.frame({ ...request, range })).grid.rows).toBeGreaterThan(0)
    })
    expectEqual(await derived.frame(request), direct(candlesOver(FROM, TO)))
  })

  test('stops between two months, keeps what is done and goes on from there', async () => {
    const candles = candlesOver(FROM, TO)
    const { folder, store } = await storeWith(candles)
    const { request, computed } = counted()
    const abort = new AbortController()
    const progress: Progress = { start: () => ({ update: () => abort.abort(), end: () => {} }) }
    const derived = openDerivedStore(folder, store)
    await expect(derived.frame({ ...request, progress, signal: abort.signal })).rejects.toThrow(/computed and kept/)
    expect(await readdir(filesOf(folder))).toEqual(['2024-01.arrow'])
    computed.length = 0
    expectEqual(await derived.frame(request), direct(candles))
    expect(computed.length).toBe(2)
  })

  test('candles that are revised while rows are made of them do not give stale rows', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + DAY))
    const revised = candlesOver(FROM, FROM + DAY, 2)
    const { request } = counted()
    let reads = 0
    const busy = {
      ...store,
      read: async (...args: Parameters<typeof store.read>) => {
        const candles = await store.read(...args)
        if (reads++ === 0) await store.merge(MARKET, revised, { conflict: 'new' })
        return candles
      },
    }
    expectEqual(await openDerivedStore(folder, busy).frame(request), direct(revised))
    expect(reads).toBe(2)
  })

  test('calls for the same rows at once compute them once', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + DAY))
    const { request, computed } = counted()
    const derived = openDerivedStore(folder, store)
    const [a, b] = await Promise.all([derived.frame(request), derived.frame(request)])
    expectEqual(a, b)
    expect(computed.length).toBe(1)
  })

  test('too few candles, no candles and a range without rows are refused in one line', async () => {
    const { folder, store } = await storeWith(candlesOver(FROM, FROM + HISTORY * MINUTE))
    const derived = openDerivedStore(folder, store)
    const { request } = counted()
    await expect(derived.frame(request)).rejects.toThrow(/needs at least 91 candles .* there are 90/)
    await expect(derived.frame({ ...request, market: { ...MARKET, symbol: 'NEAR/USDT' } })).rejects.toThrow(
      /no candles of NEAR\/USDT/,
    )
    await store.merge(MARKET, candlesOver(FROM, FROM + HOUR + HISTORY * MINUTE))
    await expect(derived.frame({ ...request, range: { from: TO, to: TO + DAY } })).rejects.toThrow(
      /no rows of Sums for FIL\/USDT .* its candles give rows from 2024-01-30T06:30Z to 2024-01-30T07:30Z/,
    )
    const later = timeAt(candlesOver(FROM, TO).grid, HISTORY)
    await expect(derived.frame({ ...request, range: { from: later + 1, to: later + 2 } })).rejects.toThrow(/no rows/)
  })
})
