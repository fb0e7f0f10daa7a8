import { appendFile, readFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { frameToCandles, sliceCandles, type Candles } from '../../../src/core/candles.js'
import type { Market } from '../../../src/core/market.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { tailFileIn } from '../../../src/store/candles/candle-tail.js'
import { candleFolderOf } from '../../../src/store/candles/candle-folders.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const market: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
/** Two hours before a month ends. */
const START = Date.UTC(2023, 7, 31, 22)
const ROWS = 300
const BEGUN = 100

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

const storeOf = (name: string): ReturnType<typeof openCandleStore> => openCandleStore(join(folder, name))
const tailOf = (name: string): string => tailFileIn(candleFolderOf(join(folder, name), market))

/** A store whose first candles lie in months, and whose others were appended in pieces of the given lengths. */
async function appended(name: string, candles: Candles, pieces: readonly number[], fold = false): Promise<void> {
  const store = storeOf(name)
  await store.merge(market, sliceCandles(candles, 0, BEGUN))
  await store.write(market, async (writer) => {
    let row = BEGUN
    for (const length of pieces) {
      const rows = Math.min(length, candles.grid.rows - row)
      if (rows > 0) await writer.append(sliceCandles(candles, row, rows))
      row += rows
    }
    if (fold) await writer.fold()
  })
}

async function bytesOf(name: string): Promise<Map<string, string>> {
  const root = candleFolderOf(join(folder, name), market)
  const files = (await readdir(root)).sort()
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, (await readFile(join(root, file))).toString('base64')] as const),
    ),
  )
}

describe('the tail of a market', () => {
  test('is read like months, and folded gives the bytes of a store that never had one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        fc.uniqueArray(fc.integer({ min: 1, max: ROWS - 2 }), { maxLength: 40 }),
        fc.integer({ min: 0, max: ROWS - 2 }),
        async (pieces, missing, from) => {
          folder = await temporaryFolder()
          const all = candlesFrom(START, ROWS, { missing: [...missing, BEGUN] })
          const rows =
            BEGUN +
            Math.min(
              ROWS - BEGUN,
              pieces.reduce((sum, length) => sum + length, 0),
            )
          const candles = sliceCandles(all, 0, rows)
          await appended('tail', candles, pieces)
          await storeOf('months').merge(market, candles)
          const range = { from: START + from * MINUTE, to: START + DAY }
          const expected = storeOf('months')
          const seen = storeOf('tail')
          expect(await seen.range(market)).toEqual(await expected.range(market))
          expectSameCandles(await seen.read(market), await expected.read(market))
          if (from < rows - 41) expectSameCandles(await seen.read(market, range), await expected.read(market, range))
          const volumes = await seen.readColumns(market, ['volume'])
          expect(volumes.columns.get('volume')).toEqual((await expected.read(market)).volume)
          const days = { from: START - DAY, to: START + 2 * DAY }
          const hashes = await seen.dayHashes(market, days)
          await storeOf('tail').write(market, (writer) => writer.fold())
          expect(await bytesOf('tail')).toEqual(await bytesOf('months'))
          expectSameCandles(await seen.read(market), await expected.read(market))
          // What is computed from the last day stays valid when the tail is folded, where its month begins with the day.
          const after = await seen.dayHashes(market, days)
          if (!missing.includes(120)) expect(after.get(START + 2 * HOUR)).toBe(hashes.get(START + 2 * HOUR))
        },
      ),
      { numRuns: 20 },
    )
  })

  test('a later candle of a minute wins, and fills after it follow', async () => {
    const candles = candlesFrom(START, ROWS, { missing: [150, 151] })
    await appended('a', candles, [ROWS])
    const revised = candlesFrom(START, ROWS)
    revised.close[149] = 42
    await storeOf('a').write(market, (writer) => writer.append(sliceCandles(revised, 149, 1)))
    const read = await storeOf('a').read(market)
    expect([...read.close.subarray(149, 152)]).toEqual([42, 42, 42])
    expect([...read.filled.subarray(149, 153)]).toEqual([0, 1, 1, 0])
    // Also where the reading begins inside of the fill.
    const late = await storeOf('a').readColumns(market, ['open'], { from: START + 151 * MINUTE, to: START + DAY })
    expect(late.columns.get('open')?.[0]).toBe(42)
  })

  test('what a killed writer left unfinished is not there, and the next one goes on from the last whole line', async () => {
    const candles = candlesFrom(START, ROWS)
    await appended('whole', candles, [200], true)
    await appended('torn', sliceCandles(candles, 0, 250), [150])
    const length = (await readFile(tailOf('torn'))).byteLength
    await truncate(tailOf('torn'), length - 5)
    expect((await storeOf('torn').range(market))?.to).toBe(START + 249 * MINUTE)
    await storeOf('torn').write(market, (writer) => writer.append(sliceCandles(candles, 249, 51)))
    await storeOf('torn').write(market, (writer) => writer.fold())
    expect(await bytesOf('torn')).toEqual(await bytesOf('whole'))
  })

  test('a damaged line ends it', async () => {
    await appended('a', candlesFrom(START, ROWS), [50])
    const text = await readFile(tailOf('a'), 'utf8')
    const lines = text.split('\n')
    lines[20] = (lines[20] ?? '').replace(/\d$/, (digit) => (digit === '1' ? '2' : '1'))
    await writeFile(tailOf('a'), lines.join('\n'))
    expect((await storeOf('a').range(market))?.to).toBe(START + (BEGUN + 20) * MINUTE)
    await appendFile(tailOf('a'), 'rubbish\n')
    expect((await storeOf('a').range(market))?.to).toBe(START + (BEGUN + 20) * MINUTE)
  })

  test('a merge folds it first, and a merge that is only tried sees it', async () => {
    const candles = candlesFrom(START, ROWS)
    await appended('a', candles, [ROWS])
    const store = storeOf('a')
    const changed = sliceCandles(candlesFrom(START, ROWS), ROWS - 1, 1)
    changed.close[0] = 42
    await expect(store.merge(market, changed, { dryRun: true })).rejects.toThrow('choose who wins')
    expect(await store.merge(market, candles, { dryRun: true })).toMatchObject({ added: 0, unchanged: ROWS })
    expect(await bytesOf('a')).toHaveProperty('size', 2)
    expect(await store.merge(market, changed, { conflict: 'new' })).toMatchObject({ changed: 1 })
    expect([...(await bytesOf('a')).keys()]).toEqual(['2023-08.arrow', '2023-09.arrow'])
    expect((await store.read(market)).close.at(-1)).toBe(42)
  })

  test('candles before the last day of the months, or without any month, go into months', async () => {
    const candles = candlesFrom(START - 3 * DAY, 60)
    await storeOf('a').write(market, (writer) => writer.append(candles))
    expect([...(await bytesOf('a')).keys()].some((file) => file.endsWith('.arrow'))).toBe(true)
    await storeOf('a').write(market, async (writer) => {
      await writer.append(candlesFrom(START, 10))
      await writer.append(candlesFrom(START - 2 * DAY, 5))
    })
    const read = frameToCandles(
      await storeOf('a').readColumns(market, [
        'open',
        'high',
        'low',
        'close',
        'volume',
        'quoteVolume',
        'trades',
        'takerBuyVolume',
        'filled',
      ]),
    )
    expect(read.filled.reduce((sum, mark) => sum + 1 - mark, 0)).toBe(75)
  })

  test('a second writer is refused while one is at work', async () => {
    await storeOf('a').merge(market, candlesFrom(START, 10))
    await storeOf('a').write(market, async () => {
      await expect(storeOf('a').merge(market, candlesFrom(START, 20))).rejects.toThrow(
        `binance/spot/FIL-USDT/1m is being written by process ${process.pid}`,
      )
    })
  })
})
