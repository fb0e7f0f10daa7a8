import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Market } from '../../../src/core/market.js'
import { MINUTE } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openQuoteStore } from '../../../src/store/quotes/open-quote-store.js'
import { archiveCsv } from '../../support/archive-csv.js'
import { candlesFrom } from '../../support/candles-from.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { zipOf, zipOfFiles } from '../../support/zip-of.js'

/** Quotes of a day, with the candles of its trades beside it. */
const REAL = 'coinbase-minute-ltcusd-20180405-quote.zip'
const AUGUST = Date.UTC(2023, 7, 1)
const fil: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function put(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content)
  return name
}

function quotes(market = fil) {
  return openQuoteStore(join(folder, 'data')).read(market)
}

const line = (minute: number, bid: number): string => `${minute * MINUTE},1,1,1,${bid},7,2,2,2,${bid + 0.01},8\n`

describe('import of quotes', () => {
  test('takes them from files whose names say so, beside candles, and data lists both', async () => {
    const workspace = await openTestWorkspace(folder)
    const candles = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 30)))
    const text = [0, 1, 2, 5].map((minute) => line(minute, 4 + minute)).join('')
    const file = await put('20230801_quote.zip', zipOf('20230801_filusdt_minute_quote.csv', text))
    const done = await workspace.data.import({ files: [candles, file] })
    expect(done.markets.map(({ added }) => added)).toEqual([30])
    expect(done.quotes).toMatchObject([
      { market: fil, range: { from: AUGUST, to: AUGUST + 6 * MINUTE }, added: 4, unchanged: 0, missing: 2 },
    ])
    expect(await quotes()).toMatchObject({
      bid: new Float64Array([4, 5, 6, Number.NaN, Number.NaN, 9]),
      askSize: new Float64Array([8, 8, 8, Number.NaN, Number.NaN, 8]),
    })
    expect((await workspace.data.list({})).markets).toMatchObject([
      { base: 'fil', quotes: { range: { from: AUGUST, to: AUGUST + 6 * MINUTE }, minutes: 4 } },
    ])
    const again = await workspace.data.import({ files: [file] })
    expect(again.quotes).toMatchObject([{ added: 0, unchanged: 4 }])
    await workspace.data.remove({ bases: ['fil'] })
    expect(await quotes()).toBeUndefined()
  })

  test('takes a csv with a header of a base, packed or not, and says what was left out', async () => {
    const workspace = await openTestWorkspace(folder)
    const text = 'timestamp,bid,ask\n2023-08-01T00:00Z,4,3\n2023-08-01T00:01Z,4,4.5\n'
    const file = await put('book.csv.gz', gzipSync(text))
    const { quotes: done } = await workspace.data.import({ files: [file], content: 'quotes', base: 'fil' })
    expect(done).toMatchObject([{ added: 1 }])
    expect(done[0]?.files[0]?.remarks).toEqual([
      'left out 1 quote crossed, the first at 2023-08-01T00:00Z (line 2): bid 4, ask 3',
    ])
    expect(done[0]?.remarks).toContain('there are no candles of this market: quotes alone are used nowhere')
  })

  test('stores nothing, not even candles, where one file of quotes is torn or goes backwards', async () => {
    const workspace = await openTestWorkspace(folder)
    const candles = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 30)))
    const good = zipOf('20230801_filusdt_minute_quote.csv', line(0, 4) + line(1, 5))
    const torn = await put('torn_quote.zip', good.subarray(0, good.length - 40))
    await expect(workspace.data.import({ files: [candles, torn] })).rejects.toThrow('torn_quote.zip')
    const cut = await put('cut-quotes.csv', 'time,bid,ask\n2023-08-01T00:00Z,4,5\n2023-08-01T00:01Z,4')
    await expect(workspace.data.import({ files: [candles, cut], base: 'fil' })).rejects.toThrow('line 3 has 2 fields')
    const back = zipOfFiles([
      ['20230801_filusdt_minute_quote.csv', line(0, 4)],
      ['20230802_filusdt_minute_quote.csv', line(3, 4) + line(2, 4)],
    ])
    const backwards = await put('2023_quote.zip', back)
    await expect(workspace.data.import({ files: [candles, backwards] })).rejects.toThrow('time goes backwards')
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  test('refuses quotes that contradict stored ones, before anything is stored', async () => {
    const workspace = await openTestWorkspace(folder)
    await workspace.data.import({ files: [await put('20230801_filusdt_minute_quote.csv', line(0, 4) + line(1, 5))] })
    const candles = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 30)))
    const other = await put('other-quotes.csv', 'time,bid,ask\n2023-08-01T00:01Z,7,8\n2023-08-01T00:02Z,7,8\n')
    await expect(workspace.data.import({ files: [candles, other], symbol: 'FIL/USDT' })).rejects.toThrow(
      'differ from what is stored in 1 minute, the first 2023-08-01T00:01Z',
    )
    expect(await openCandleStore(join(folder, 'data')).markets()).toEqual([])
    const { quotes: done } = await workspace.data.import({ files: [other], base: 'fil', conflict: 'new' })
    expect(done).toMatchObject([{ added: 1, changed: 1 }])
  })

  const real = fileURLToPath(new URL(`../../../../shared/quotes/${REAL}`, import.meta.url))
  test.runIf(existsSync(real))('reads real quotes of LEAN', async () => {
    await put('ltc-quote.zip', await readFile(real))
    const workspace = await openTestWorkspace(folder)
    const request = { files: ['ltc-quote.zip'], exchange: 'coinbase', symbol: 'LTC/USD' }
    const { quotes: done } = await workspace.data.import(request)
    expect(done).toMatchObject([{ added: 1439, missing: 0, range: { from: Date.UTC(2018, 3, 5) } }])
  })
})
