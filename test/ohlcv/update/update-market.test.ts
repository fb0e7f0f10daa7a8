import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import { createRng, shuffle } from '../../../src/core/rng.js'
import { MINUTE } from '../../../src/core/time.js'
import type { RawCandle } from '../../../src/exchange/exchange.js'
import type { HistorySource } from '../../../src/ohlcv/update/fetch-rows.js'
import type { Tally } from '../../../src/ohlcv/update/store-rows.js'
import { updateMarket, type UpdateRequest } from '../../../src/ohlcv/update/update-market.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const START = Date.UTC(2023, 7, 31, 12)
const market = { exchange: 'any', type: 'spot', symbol: 'ABC/USDT', interval: '1m' }

/** How an exchange answers: which candles it forgets once, and whether it answers for the asked minutes only. */
interface Manners {
  readonly forgets: ReadonlySet<number>
  readonly windowed: boolean
  readonly seed: number
}

/** An exchange in memory: forgets candles once, repeats others, shuffles them, and always shows one that is not over. */
function sourceOf(
  candles: Candles,
  { forgets, windowed, seed }: Manners,
): HistorySource & { readonly asked: () => number } {
  const calendar = alwaysOpen()
  const rng = createRng(seed)
  const forgotten = new Set<number>()
  let asked = 0
  const rowAt = (row: number): RawCandle => {
    const { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = candles
    const value = (column: Float64Array): number => column[row] ?? Number.NaN
    return {
      time: START + row * MINUTE,
      open: value(open),
      high: value(high),
      low: value(low),
      close: value(close),
      volume: value(volume),
      quoteVolume: value(quoteVolume),
      trades: value(trades),
      takerBuyVolume: value(takerBuyVolume),
    }
  }
  const answer = async (_: string, since: number, limit: number): Promise<RawCandle[]> => {
    asked++
    const rows: RawCandle[] = []
    const first = Math.max(0, (since - START) / MINUTE)
    const end = windowed ? (since - START) / MINUTE + limit : candles.grid.rows
    for (let row = first; row < Math.min(end, candles.grid.rows) && rows.length < limit; row++) {
      if (candles.filled[row] === 1) continue
      if (forgets.has(row) && !forgotten.has(row)) forgotten.add(row)
      else rows.push(rowAt(row))
    }
    if (rows.length > 0 && rng.below(2) === 0) rows.push(rowAt((rows[0]?.time ?? START) / MINUTE - START / MINUTE))
    const order = Int32Array.from(rows, (_, index) => index)
    shuffle(order, rng)
    return [...order].flatMap((index) => rows[index] ?? [])
  }
  return { exchange: { fetchCandles: answer }, symbol: 'ABC/USDT', calendar, asked: () => asked }
}

const polite: Manners = { forgets: new Set(), windowed: false, seed: 1 }

async function update(folder: string, source: HistorySource, more: Partial<UpdateRequest>): Promise<Tally> {
  const store = openCandleStore(folder)
  const tally: Tally = { added: 0, repaired: 0, revisions: [] }
  const { signal } = new AbortController()
  await store.write(market, (writer) =>
    updateMarket({ source, market, store, writer, end: START, begin: START, overlap: 20, tally, signal, ...more }),
  )
  return tally
}

const at = (row: number): number => START + row * MINUTE

test('whatever an exchange forgets once, repeats or puts out of order, all its candles come, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(2399), { maxLength: 60 }),
      fc.uniqueArray(fc.nat(2399), { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 2399 }), { maxLength: 3 }),
      fc.boolean(),
      fc.nat(1000),
      async (missing, forgets, stops, append, seed) => {
        const folder = await temporaryFolder()
        // Beyond the end there is one more candle: it is not over yet.
        const candles = candlesFrom(START, 2401, {
          missing: [...missing, ...Array.from({ length: 40 }, (_, i) => 1100 + i)].filter((row) => row > 0),
        })
        const source = sourceOf(candles, { forgets: new Set(forgets), windowed: seed % 2 === 0, seed })
        for (const end of [...stops.sort((a, b) => a - b), 2400]) await update(folder, source, { end: at(end), append })
        const store = openCandleStore(folder)
        await store.write(market, (writer) => writer.fold())
        const last = candles.filled.subarray(0, 2400).lastIndexOf(0)
        expectSameCandles(await store.read(market), sliceCandles(candles, 0, last + 1))
        expect(await store.revisions(market)).toEqual([])
      },
    ),
    { numRuns: 20 },
  )
})

test('counts what came late, and a revision is reported with both values', async () => {
  const folder = await temporaryFolder()
  const candles = candlesFrom(START, 600)
  const forgets = new Set([0, 5, 6, 300])
  expect(await update(folder, sourceOf(candles, { ...polite, forgets }), { end: at(600) })).toEqual({
    added: 600,
    repaired: 4,
    revisions: [],
  })
  const revised = candlesFrom(START, 610)
  const { volume } = candles
  revised.volume[590] = 101
  revised.high[590] = 200
  const again = await update(folder, sourceOf(revised, polite), { end: at(610), append: true })
  expect(again).toMatchObject({ added: 10, repaired: 0 })
  expect(again.revisions).toHaveLength(1)
  expect(again.revisions[0]).toMatchObject({
    time: at(590),
    old: { volume: volume[590] },
    new: { volume: 101, high: 200 },
  })
  expect((await openCandleStore(folder).read(market)).volume[590]).toBe(101)
})

test('few requests are needed: one for a thousand candles, and hardly any where there are none', async () => {
  const folder = await temporaryFolder()
  const source = sourceOf(candlesFrom(START, 3001), polite)
  await update(folder, source, { end: at(3000), from: START - 1_000_000 * MINUTE })
  expect(source.asked()).toBeLessThan(6)
  await update(folder, source, { end: at(3000), from: START - 1_000_000 * MINUTE })
  expect(source.asked()).toBeLessThan(12)
})

test('rows that cannot be candles count as missing', async () => {
  const folder = await temporaryFolder()
  const candles = candlesFrom(START, 100)
  candles.low[10] = candles.high[10] ?? 0
  candles.high[11] = Number.NaN
  candles.volume[12] = -1
  candles.open[13] = 0
  await update(folder, sourceOf(candles, polite), { end: at(100) })
  const { filled } = await openCandleStore(folder).read(market)
  expect([...filled.keys()].filter((row) => filled[row] === 1)).toEqual([10, 11, 12, 13])
})
