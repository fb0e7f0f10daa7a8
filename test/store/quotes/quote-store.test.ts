import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import type { Market } from '../../../src/core/market.js'
import { QUOTE_COLUMNS, allocateQuotes, type Quotes } from '../../../src/store/quotes/quotes.js'
import { MINUTE } from '../../../src/core/time.js'
import { openQuoteStore } from '../../../src/store/quotes/open-quote-store.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const market: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
/** Half an hour before a month's end, so that small spans cross it. */
const START = Date.UTC(2023, 7, 31, 23, 30)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
const monthFolder = (): string => join(folder, 'quotes/binance/spot/FIL-USDT/1m')

/** Quotes of minutes after START; a minute of which `bidOf` says nothing has none. */
function quotesFrom(minute: number, rows: number, bidOf: (minute: number) => number | undefined): Quotes {
  const first = START / MINUTE + minute
  const quotes = allocateQuotes({ calendar: alwaysOpen(), first, rows })
  for (let row = 0; row < rows; row++) {
    const bid = bidOf(minute + row)
    if (bid === undefined) continue
    quotes.bid[row] = bid
    quotes.ask[row] = bid + 1
    quotes.bidSize[row] = 2
  }
  return quotes
}

function columnsOf(quotes: Quotes | undefined): unknown {
  return quotes && [quotes.grid.first, ...QUOTE_COLUMNS.map((name) => [...quotes[name]])]
}

test('what was merged is read back over the border of two months, holes and all, and listed', async () => {
  const store = openQuoteStore(folder)
  expect([await store.markets(), await store.range(market), await store.read(market)]).toEqual([
    [],
    undefined,
    undefined,
  ])
  const quotes = quotesFrom(0, 90, (minute) => (minute % 7 === 3 ? undefined : minute + 1))
  const added = 90 - 13
  expect(await store.merge(market, quotes)).toEqual({ added, changed: 0, unchanged: 0, conflicting: 0 })
  expect(columnsOf(await store.read(market))).toEqual(columnsOf(quotes))
  expect((await readdir(monthFolder())).sort()).toEqual(['2023-08.arrow', '2023-09.arrow'])
  expect(await store.markets()).toEqual([market])
  expect(await store.range(market)).toEqual({ from: START, to: START + 90 * MINUTE })
  const part = await store.read(market, { from: START + 20 * MINUTE, to: START + 40 * MINUTE })
  expect(columnsOf(part)).toEqual(
    columnsOf(quotesFrom(20, 20, (minute) => (minute % 7 === 3 ? undefined : minute + 1))),
  )
  expect(await store.read(market, { from: 0, to: MINUTE })).toBeUndefined()
})

test('the same quotes change no byte, others are refused unless it is said which win', async () => {
  const store = openQuoteStore(folder)
  await store.merge(
    market,
    quotesFrom(0, 10, (minute) => minute + 1),
  )
  const file = join(monthFolder(), '2023-08.arrow')
  const before = await readFile(file)
  expect(
    await store.merge(
      market,
      quotesFrom(0, 10, (minute) => minute + 1),
    ),
  ).toMatchObject({ unchanged: 10 })
  const other = quotesFrom(5, 10, (minute) => minute + 2)
  await expect(store.merge(market, other)).rejects.toThrow(
    'quotes of binance/spot/FIL-USDT/1m differ from what is stored in 5 minutes, the first 2023-08-31T23:35Z',
  )
  await expect(store.merge(market, other, { dryRun: true })).rejects.toThrow('differ from what is stored')
  expect((await readFile(file)).equals(before)).toBe(true)
  expect(await store.merge(market, other, { conflict: 'stored' })).toMatchObject({
    added: 5,
    conflicting: 5,
    changed: 0,
  })
  expect((await store.read(market))?.bid[7]).toBe(8)
  expect(await store.merge(market, other, { conflict: 'new' })).toMatchObject({ changed: 5 })
  expect((await store.read(market))?.bid[7]).toBe(9)
})

test('appended quotes are read at once, a torn line loses nothing before it, and a merge takes them into the months', async () => {
  const store = openQuoteStore(folder)
  await store.merge(
    market,
    quotesFrom(0, 20, (minute) => minute + 1),
  )
  const quote = { bid: 50, ask: 51, bidSize: Number.NaN, askSize: 3 }
  await store.append(market, { time: START + 30 * MINUTE, ...quote })
  await store.append(market, { time: START + 31 * MINUTE, ...quote, bid: 50.5 })
  expect(await store.range(market)).toEqual({ from: START, to: START + 32 * MINUTE })
  await appendFile(join(monthFolder(), 'tail.log'), '0123 17')
  const read = columnsOf(await store.read(market))
  expect((await store.read(market))?.bid.slice(28)).toEqual(new Float64Array([Number.NaN, Number.NaN, 50, 50.5]))
  await store.append(market, { time: START + 31 * MINUTE, ...quote, bid: 50.5 })
  expect(columnsOf(await store.read(market))).toEqual(read)
  await store.merge(
    market,
    quotesFrom(32, 1, () => 60),
  )
  expect(await readdir(monthFolder())).toEqual(['2023-08.arrow', '2023-09.arrow'])
  expect((await store.read(market))?.askSize[31]).toBe(3)
  await store.remove(market)
  expect(await store.markets()).toEqual([])
})

test('a damaged month is set aside and named, the others stay', async () => {
  const store = openQuoteStore(folder)
  await store.merge(
    market,
    quotesFrom(0, 60, (minute) => minute + 1),
  )
  const file = join(monthFolder(), '2023-08.arrow')
  const bytes = await readFile(file)
  await writeFile(file, bytes.subarray(0, bytes.length - 100))
  await expect(store.read(market)).rejects.toThrow('2023-08.arrow is damaged')
  expect((await store.damaged(market)).length).toBe(1)
  expect((await store.read(market))?.grid.rows).toBe(30)
})

test('pieces in any sequence, by merge or append, give the same quotes', async () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(minutes, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), async (all, appends) => {
      folder = await temporaryFolder()
      const store = openQuoteStore(folder)
      for (const [index, minute] of all.entries()) {
        if (appends[index])
          await store.append(market, {
            time: START + minute * MINUTE,
            bid: minute + 1,
            ask: minute + 2,
            bidSize: 2,
            askSize: Number.NaN,
          })
        else
          await store.merge(
            market,
            quotesFrom(minute, 1, (one) => one + 1),
          )
      }
      const [first, last] = [Math.min(...all), Math.max(...all)]
      const expected = quotesFrom(first, last + 1 - first, (minute) => (all.includes(minute) ? minute + 1 : undefined))
      expect(columnsOf(await store.read(market))).toEqual(columnsOf(expected))
    }),
    { numRuns: 15 },
  )
})
