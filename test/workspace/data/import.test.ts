import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { sliceCandles, type CandleColumn, type Candles } from '../../../src/core/candles.js'
import type { Market } from '../../../src/core/market.js'
import { CancelledError } from '../../../src/core/errors.js'
import { MINUTE } from '../../../src/core/time.js'
import { CandleConflictError } from '../../../src/store/candles/candle-store.js'
import { UserError } from '../../../src/workspace/index.js'
import type { ImportDataRequest } from '../../../src/workspace/data/import/request.js'
import type { MarketImport } from '../../../src/workspace/data/import/result.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { archiveCsv, archiveLines, plainCsv } from '../../support/archive-csv.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { zipOf } from '../../support/zip-of.js'

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

/** Imports into a workspace that is opened anew, with the configuration that the folder has then. */
async function importing(request: ImportDataRequest): Promise<readonly MarketImport[]> {
  const workspace = await openTestWorkspace(folder)
  return (await workspace.data.import(request)).markets
}

/** Imports files of one market. */
async function importOne(request: ImportDataRequest): Promise<MarketImport> {
  const [market, ...others] = await importing(request)
  if (!market || others.length > 0) throw new Error(`${others.length + 1} markets were imported, expected one`)
  return market
}

function stored(market = fil): Promise<Candles> {
  return openCandleStore(join(folder, 'data')).read(market)
}

async function expectStored(expected: Candles, columns?: readonly (CandleColumn | 'filled')[]): Promise<void> {
  expectSameCandles(await stored(), expected, columns)
}

async function months(): Promise<Record<string, string>> {
  const at = join(folder, 'data/candles/binance/spot/FIL-USDT/1m')
  const names = (await readdir(at)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await readFile(join(at, name))).toString('base64')] as const)),
  )
}

/** An import that must fail with one line, and must leave what was stored as it was. */
async function expectRefused(message: RegExp, request: ImportDataRequest): Promise<UserError> {
  const before = await readdir(folder, { recursive: true })
  const refusal = await importing(request).catch((error: unknown) => error)
  if (!(refusal instanceof UserError)) throw new Error(`not refused as expected: ${String(refusal)}`)
  expect(refusal.message).toMatch(message)
  expect(refusal.message).not.toContain('\n')
  expect(await readdir(folder, { recursive: true })).toEqual(before)
  return refusal
}

test.each([
  ['ms with header', {}],
  ['ms without header', { header: false }],
  ['µs without header', { header: false, unit: 1000 }],
])('an archive zip, %s, is imported with all its columns', async (_, layout) => {
  const candles = candlesFrom(AUGUST, 3000)
  const csv = archiveCsv(candles, layout)
  const file = await put('FILUSDT-1m-2023-08.zip', zipOf('FILUSDT-1m-2023-08.csv', csv))
  expect(await importOne({ files: [file] })).toMatchObject({
    market: fil,
    range: { from: AUGUST, to: AUGUST + 3000 * MINUTE },
    added: 3000,
  })
  await expectStored(candles)
  await (await openTestWorkspace(folder)).data.export({ base: 'fil', out: 'back.parquet' })
  await importing({ files: ['back.parquet'], base: 'back' })
  expectSameCandles(await stored({ ...fil, symbol: 'BACK/USDT' }), candles)
})

test('plain csv, packed or not, is imported; what it does not say is unknown', async () => {
  const candles = candlesFrom(AUGUST, 100)
  await importing({ files: [await put('binance-spot_FILUSDT_1m_x.csv.gz', gzipSync(plainCsv(candles)))] })
  await expectStored(candles, ['open', 'high', 'low', 'close', 'volume', 'filled'])
  expect((await stored()).quoteVolume.every(Number.isNaN)).toBe(true)
  const again = await importOne({ files: [await put('mine.csv', plainCsv(candles))], base: 'FIL' })
  expect(again).toMatchObject({ added: 0, unchanged: 100 })
})

test('ISO times, other delimiters, quotation marks and Windows line ends are understood', async () => {
  const lines = ['"Date";"Open";"High";"Low";"Close";"Volume"']
  lines.push('2023-08-01 00:00:00;"1";"2";"1";"1.5";"10"', '2023-08-01T00:01;1;2;1;1.5;0')
  await importing({ files: [await put('FIL.csv', `\uFEFF${lines.join('\r\n')}`)], symbol: 'FIL/USDT' })
  const { grid, close, volume } = await stored()
  expect([grid.first * MINUTE, ...close, ...volume]).toEqual([AUGUST, 1.5, 1.5, 10, 0])
})

test('times with and without a zone in one file are refused with the line', async () => {
  const lines = ['date,open,high,low,close,volume', '2023-08-01T00:00Z,1,2,1,1.5,10', '2023-08-01 00:01,1,2,1,1.5,0']
  await put('FIL.csv', lines.join('\n'))
  const message = /line 3: time is "2023-08-01 00:01", without a zone, but that of line 2 is with one/
  await expectRefused(message, { files: ['FIL.csv'], base: 'fil' })
  await put('FIL.json', JSON.stringify(lines.slice(1).map((line) => line.split(','))))
  await expectRefused(/row 2: time is "2023-08-01 00:01", without a zone/, { files: ['FIL.json'], base: 'fil' })
})

test('times without a zone are read as UTC, which is said, or at the offset that is named', async () => {
  await put('FIL.csv', 'date,open,high,low,close,volume\n2023-08-01 02:00,1,2,1,1.5,10\n')
  const { files } = await importOne({ files: ['FIL.csv'], base: 'fil' })
  expect(files[0]?.remarks).toEqual(['its times have no zone and were read as UTC; name another with {utcOffset}'])
  const shifted = await importOne({ files: ['FIL.csv'], base: 'near', utcOffset: '+02:00' })
  expect(shifted).toMatchObject({ range: { from: AUGUST }, files: [{ remarks: [] }] })
})

test('what was assumed of the market is said, and a name or a request says it first', async () => {
  await put('followupward.yaml', 'market: usdm\n')
  const csv = archiveCsv(candlesFrom(AUGUST, 10))
  const { market, remarks } = await importOne({ files: [await put('FILUSDT-1m-2023-08.csv', csv)] })
  expect(market.type).toBe('usdm')
  expect(remarks).toEqual([
    "taken for one of binance, market type usdm, as the workspace's configuration says; name another with {exchange} and {market}",
  ])
  const named = await importOne({ files: [await put('binance-spot_FILUSDT_1m_x.csv', csv)] })
  expect([named.market.type, named.remarks]).toEqual(['spot', []])
})

const lineOf = (close: string): string => `1690848000000,0.0016,0.0017,0.0016,${close},10`

test('candles that differ in the last digit of a double are no conflict', async () => {
  await importing({ files: [await put('a.csv', lineOf('0.0016200000000000001'))], base: 'fil' })
  const again = await importOne({ files: [await put('b.csv', lineOf('0.00162'))], base: 'fil' })
  expect(again).toMatchObject({ unchanged: 1, changed: 0 })
  const twice = [lineOf('0.0016200000000000001'), lineOf('0.00162')].join('\n')
  expect(await importOne({ files: [await put('c.csv', twice)], base: 'near' })).toMatchObject({ added: 1 })
  await expectRefused(/choose who wins/, {
    files: [await put('d.csv', lineOf('0.001620000001'))],
    base: 'fil',
  })
})

test('a file whose opens do not go on at the closes may have its columns swapped', async () => {
  const candles = simulateCandles('market', { seed: 1, from: AUGUST, rows: 600 })
  const files = [await put('fil.csv', plainCsv(candles))]
  expect((await importOne({ files, base: 'fil' })).files[0]?.remarks).toEqual([])
  const swapped = await importOne({ files, base: 'near', columns: { open: 'close', close: 'open' } })
  expect(swapped.files[0]?.remarks).toEqual([expect.stringContaining('open and close may be swapped')])
  const jumping = { ...candles, open: candles.open.map((_, row) => (row % 2 ? candles.low : candles.high)[row] ?? 0) }
  const far = {
    ...jumping,
    ...Object.fromEntries(
      ['open', 'high', 'low', 'close'].map((name) => [
        name,
        jumping.close.map(
          (value, row) => value * (1 + (row % 2)) * (name === 'high' ? 1.0001 : name === 'low' ? 0.9999 : 1),
        ),
      ]),
    ),
  }
  const jumps = await importOne({ files: [await put('jumps.csv', plainCsv(far))], base: 'btc' })
  expect(jumps.files[0]?.remarks).toEqual([expect.stringMatching(/^in 100 % of its minutes the open differs/)])
})

test('candles of another interval are no minutes with gaps', async () => {
  const hours = Array.from({ length: 24 }, (_, hour) => `${AUGUST / 1000 + 3600 * hour},1,2,1,1.5,10,4`)
  await expectRefused(/its candles are 60 minutes apart: expected one a minute/, {
    files: [await put('x.csv', hours.join('\n'))],
    base: 'fil',
  })
})

test('an import that is stopped stores nothing', async () => {
  await put('x.json', '[[1690848000000,1,2,1,1.5,10]]')
  const abort = new AbortController()
  const progress = { start: () => ({ update: () => {}, end: () => {} }) }
  const stopping = { start: () => (abort.abort(), progress.start()) }
  const workspace = await openTestWorkspace(folder, { signal: abort.signal, progress: stopping })
  await expect(workspace.data.import({ files: ['x.json'], base: 'fil' })).rejects.toThrow(CancelledError)
  await expect(readdir(join(folder, 'data'))).rejects.toThrow(/ENOENT/)
})

test("Kraken's archive is read: no header, seconds, and no line where nobody traded", async () => {
  const lines = ['1690848000,1,2,1,1.5,10,4', '1690848120,1.5,2,1,1.25,7,1']
  const { files, missing } = await importOne({ files: [await put('FIL.csv', lines.join('\n'))], base: 'fil' })
  const { close, volume, trades, filled } = await stored()
  expect([...close, ...volume, ...trades, ...filled]).toEqual([1.5, 1.5, 1.25, 10, 0, 7, 4, 0, 1, 0, 0, 0])
  expect([missing, files[0]?.remarks]).toEqual([0, [expect.stringContaining("laid out as Kraken's archive")]])
  await expectRefused(/7 fields and no header/, {
    files: [await put('x.csv', '1690848000,1,2,1,1.5,10,0.5')],
    base: 'x',
  })
})

test("the names of Kraken's archive say pair and interval, by its own names of coins", async () => {
  const line = '1690848000,1,2,1,1.5,10,4'
  const { market, remarks } = await importOne({ files: [await put('XBTUSD_1.csv', line)] })
  expect(market).toEqual({ exchange: 'kraken', type: 'spot', symbol: 'BTC/USD', interval: '1m' })
  expect(remarks).toEqual([
    "named as in Kraken's archive, so taken for BTC/USD, exchange kraken, market type spot; name another with {symbol}, {exchange}, {market}",
  ])
  const named = { files: ['XBTUSD_1.csv'], exchange: 'binance', market: 'usdm', symbol: 'BTC/USDT' }
  expect(await importOne(named)).toMatchObject({ market: { exchange: 'binance', symbol: 'BTC/USDT' }, remarks: [] })
  for (const [name, symbol] of [
    ['ETHXBT_1.csv', 'ETH/BTC'],
    ['XDGEUR_1.csv', 'DOGE/EUR'],
    ['USDTUSD_1.csv', 'USDT/USD'],
    ['SOLUSDT_1.csv', 'SOL/USDT'],
  ] as const) {
    expect((await importOne({ files: [await put(name, line)] })).market.symbol).toBe(symbol)
  }
  await expectRefused(/XBTUSD_5\.csv holds candles of 5m, as its name says: expected 1m/, {
    files: [await put('XBTUSD_5.csv', line)],
  })
  await expectRefused(/its name does not say what it holds/, { files: [await put('XBTUSD_2.csv', line)] })
})

test('importing twice changes no byte', async () => {
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 3000, { missing: [7, 8, 9] })))
  await importing({ files: [file] })
  const before = await months()
  expect(await importOne({ files: [file] })).toMatchObject({ added: 0, unchanged: 2997 })
  expect(await months()).toEqual(before)
})

test('the request decides on the market before the file name, the name before the workspace', async () => {
  const csv = archiveCsv(candlesFrom(AUGUST, 10))
  await put('followupward.yaml', 'market: usdm\nquote: BUSD\n')
  await put('FILBUSD-1m-2023-08.csv', csv)
  await put('kraken-spot_XBTBUSD_1m_a.csv', csv)
  await importing({ files: ['FILBUSD-1m-2023-08.csv'] })
  await importing({ files: ['kraken-spot_XBTBUSD_1m_a.csv'] })
  await importing({ files: ['FILBUSD-1m-2023-08.csv'], market: 'coinm', base: 'near' })
  const paths = (await openCandleStore(join(folder, 'data')).markets()).map((market) => Object.values(market).join(' '))
  expect(paths.sort()).toEqual(['binance coinm NEAR/BUSD 1m', 'binance usdm FIL/BUSD 1m', 'kraken spot XBT/BUSD 1m'])
})

test('lines out of order are sorted and equal duplicates merged, and both are counted', async () => {
  const candles = candlesFrom(AUGUST, 50)
  const lines = archiveLines(candles)
  const mixed = [...lines.slice(20), ...lines.slice(0, 20), ...lines.slice(30, 33)]
  const { files } = await importOne({ files: [await put('FILUSDT-1m-2023-08.csv', mixed.join('\n'))] })
  expect(files).toMatchObject([{ rows: 50, disordered: 23, duplicates: 3 }])
  await expectStored(candles)
})

test('missing minutes are filled and marked, a gap of days is an outage, zero-volume rows are neither', async () => {
  const missing = Array.from({ length: 2 * 1440 + 5 }, (_, index) => 1000 + index)
  const candles = candlesFrom(AUGUST, 5000, { missing: [...missing, 4500] })
  candles.volume.fill(0, 100, 172)
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candles))
  expect(await importOne({ files: [file] })).toMatchObject({
    missing: 2886,
    added: 2114,
    outages: [{ from: AUGUST + 1000 * MINUTE, to: AUGUST + 3885 * MINUTE, minutes: 2885 }],
    files: [{ rows: 2114, duplicates: 0, disordered: 0 }],
  })
  await expectStored(candles)
  const later = candlesFrom(AUGUST, 5000)
  later.volume.fill(0, 100, 172)
  await importing({ files: [await put('FILUSDT-1m-2023-08.csv', archiveCsv(later))] })
  await expectStored(later)
})

test('several files of several markets come in with one call', async () => {
  const september = Date.UTC(2023, 8, 1)
  const files = [
    await put('FILUSDT-1m-2023-09.csv', archiveCsv(candlesFrom(september, 60))),
    await put('NEARUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 70))),
    await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 31 * 1440))),
  ]
  expect(await importing({ files })).toMatchObject([
    { market: { symbol: 'FIL/USDT' }, added: 31 * 1440 + 60, missing: 0 },
    { market: { symbol: 'NEAR/USDT' }, added: 70 },
  ])
  await expectStored(candlesFrom(AUGUST, 31 * 1440 + 60))
})

test('candles that contradict stored ones, or those of another file, need a decision', async () => {
  const candles = candlesFrom(AUGUST, 100)
  const other = candlesFrom(AUGUST, 150)
  other.close[60] = (other.close[60] ?? 0) + 0.01
  const a = await put('a.csv', plainCsv(candles))
  const b = await put('b.csv', plainCsv(other))
  await expectRefused(/b\.csv contradicts .*a\.csv at 2023-08-01T01:00Z/, { files: [a, b], base: 'fil' })
  await importing({ files: [a], base: 'fil' })
  const refusal = await expectRefused(/2023-08-01T01:00Z: stored is .* conflict stored or conflict new/, {
    files: [b],
    base: 'fil',
  })
  expect(refusal).toBeInstanceOf(CandleConflictError)
  await expectStored(candles, ['close'])
  const kept = await importOne({ files: [b], base: 'fil', conflict: 'stored' })
  expect(kept).toMatchObject({ added: 50, unchanged: 100, kept: 1 })
  expect((await stored()).close[60]).toBe(candles.close[60])
  expect((await stored()).grid.rows).toBe(150)
  expect(await importOne({ files: [b], base: 'fil', conflict: 'new' })).toMatchObject({ changed: 1, kept: 0 })
  expect((await stored()).close[60]).toBe(other.close[60])
})

test('the first of many contradictions are known with both values, and how many there are', async () => {
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 100)))
  await importing({ files: [file] })
  const other = candlesFrom(AUGUST, 100)
  for (let row = 10; row < 30; row++) other.trades[row] = 1000
  await put('FILUSDT-1m-2023-08.csv', archiveCsv(other))
  const refusal = await expectRefused(/00:10Z: stored is .* and 19 more minutes differ; choose who wins/, {
    files: [file],
  })
  if (!(refusal instanceof CandleConflictError)) throw refusal
  expect(refusal.count).toBe(20)
  expect(refusal.conflicts.map(({ time }) => (time - AUGUST) / MINUTE)).toEqual([10, 11, 12, 13, 14])
  expect(refusal.conflicts[0]?.differing).toMatchObject([{ column: 'trades', fresh: 1000 }])
})

/** Puts an archive of candles that begin with a month. */
async function putArchive(from: number, candles: Candles): Promise<string> {
  const name = `FILUSDT-1m-${new Date(from).toISOString().slice(0, 7)}`
  return put(`${name}.zip`, zipOf(`${name}.csv`, archiveCsv(candles)))
}

describe('many archives, which several threads read', () => {
  const MONTHS = [0, 1, 2, 3, 4, 5].map((month) => Date.UTC(2023, month, 1))
  test('are stored with the bytes of each imported by itself', async () => {
    const rows = 400
    const files = await Promise.all(
      MONTHS.map((from, index) => putArchive(from, candlesFrom(from, rows, { missing: index % 2 ? [7, 8, 90] : [] }))),
    )
    expect(await importOne({ files })).toMatchObject({ added: 6 * rows - 9, changed: 0, unchanged: 0 })
    const together = await months()
    await rm(join(folder, 'data'), { recursive: true })
    for (const file of files.toReversed()) await importing({ files: [file] })
    expect(await months()).toEqual(together)
    expect(Object.keys(together)).toHaveLength(MONTHS.length)
  })

  test('name the torn one, and the line that is no candle, and store none', async () => {
    const files = await Promise.all(MONTHS.map((from) => putArchive(from, candlesFrom(from, 50))))
    const torn = await readFile(join(folder, files[2] ?? ''))
    const checksum = torn.lastIndexOf('PK\u0001\u0002', undefined, 'latin1') + 16
    torn[checksum] = (torn[checksum] ?? 0) ^ 0xff
    await put('FILUSDT-1m-2023-03.zip', torn)
    await expectRefused(/FILUSDT-1m-2023-03\.zip is torn or not a zip file/, { files })
    const wrong = candlesFrom(Date.UTC(2023, 2, 1), 50)
    wrong.volume[20] = -1
    await putArchive(Date.UTC(2023, 2, 1), wrong)
    await expectRefused(/2023-03\.csv\), line 22: volume is -1: expected 0 or more/, { files })
  })
})

test('one bad file among good ones imports none of them', async () => {
  const good = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 100)))
  const bad = await put('NEARUSDT-1m-2023-08.csv', 'open_time,open\n1,2\n')
  await expectRefused(/NEARUSDT-1m-2023-08\.csv: its header has no column high/, { files: [good, bad] })
  await importing({ files: [good] })
  const later = archiveCsv(candlesFrom(AUGUST + 200 * MINUTE, 50))
  const contradicting = candlesFrom(AUGUST, 10)
  contradicting.volume[3] = 1
  await put('NEARUSDT-1m-2023-08.csv', later)
  await put('FILUSDT-1m-2023-08.csv', archiveCsv(contradicting))
  await expectRefused(/2023-08-01T00:03Z: stored is/, {
    files: ['NEARUSDT-1m-2023-08.csv', 'FILUSDT-1m-2023-08.csv'],
  })
})

const LINE = '1690848000000,4.2,4.3,4.1,4.25,10,1690848059999,42,5,6,0,0'
test('files are read side by side, yet come in the order of the list, and the first bad one is named', async () => {
  const days = Array.from({ length: 9 }, (_, day) =>
    simulateCandles('market', { seed: 4, from: AUGUST + day * 1440 * MINUTE, rows: 1440 }),
  )
  const files: string[] = []
  for (const [day, candles] of days.entries()) {
    const name = `FILUSDT-1m-2023-08-${String(day + 1).padStart(2, '0')}`
    files.push(await put(`${name}.zip`, zipOf(`${name}.csv`, archiveCsv(candles))))
  }
  const last = await put('FILUSDT-1m-2023-08-30.csv', 'no candles\n')
  const first = await put('FILUSDT-1m-2023-08-29.csv.gz', 'torn')
  await expectRefused(/08-29/, { files: [...files, first, last] })
  const market = await importOne({ files: files.toReversed() })
  expect(market.files.map(({ file }) => file.slice(-6, -5)).join('')).toBe('987654321')
  expect(market.added).toBe(9 * 1440)
})

test.each([
  ['text in a price', LINE.replace('4.25', 'abc'), /\.csv, line 2: close is "abc": expected a number/],
  ['NaN', LINE.replace('4.25', 'NaN'), /line 2: close is "NaN"/],
  ['nothing in a price', LINE.replace('4.25', ''), /line 2: close is ""/],
  ['infinity', LINE.replace('4.25', 'Infinity'), /line 2: close is "Infinity"/],
  ['a hexadecimal number', LINE.replace('4.25', '0x4'), /line 2: close is "0x4"/],
  ['a negative price', LINE.replace('4.1', '-4.1'), /line 2: low is -4\.1: expected a price above 0/],
  ['a price of zero', LINE.replace('4.1', '0'), /line 2: low is 0/],
  ['a negative volume', LINE.replace(',10,', ',-10,'), /line 2: volume is -10/],
  ['a negative number of trades', LINE.replace(',5,', ',-5,'), /line 2: trades is "-5"/],
  ['a high below the low', LINE.replace('4.3', '4.0'), /line 2: high 4 is below low 4\.1/],
  ['a close above the high', LINE.replace('4.25', '4.5'), /line 2: high 4\.3 is below open 4\.2 or close 4\.5/],
  [
    'a time off the grid',
    LINE.replace('1690848000000', '1690848000500'),
    /line 2: time .* not at the start of a minute/,
  ],
  ['a time that is none', LINE.replace('1690848000000', '12'), /line 2: time is "12"/],
  [
    'another month than its name',
    LINE.replace('1690848000000', '1691884800000'),
    /line 2: time .* outside of 2023-08-01/,
  ],
  ['a torn line', '1690848000000,4.2,4.3', /line 2: it has 3 fields, expected 12/],
  [
    'a contradiction',
    `${LINE}\n${LINE.replace('4.25', '4.26')}`,
    /lines 2 and 3 are both of 2023-08-01T00:00Z, but close/,
  ],
  ['no candles', '', /has a header but no candles/],
])('a csv with %s is refused', async (what, lines, message) => {
  const name = what === 'another month than its name' ? 'FILUSDT-1m-2023-08-01.csv' : 'FILUSDT-1m-2023-08.csv'
  const header = archiveCsv(candlesFrom(AUGUST, 0))
  await expectRefused(message, { files: [await put(name, `${header}${lines}\n`)] })
})

test('files that are torn, empty, of another kind or without a telling name are refused', async () => {
  const zip = zipOf('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 500)))
  const flipped = Buffer.from(zip)
  flipped[5000] = (flipped[5000] ?? 0) ^ 4
  const csv = archiveCsv(candlesFrom(AUGUST, 10))
  const refused = (message: RegExp, file: string, more: Partial<ImportDataRequest> = {}): Promise<UserError> =>
    expectRefused(message, { files: [file], ...more })
  await refused(/08\.zip is torn or not a zip/, await put('FILUSDT-1m-2023-08.zip', zip.subarray(0, 9000)))
  await refused(/08\.zip is torn or not a zip/, await put('FILUSDT-1m-2023-08.zip', flipped))
  await refused(/08\.zip holds no csv/, await put('FILUSDT-1m-2023-08.zip', zipOf('a.txt', csv)))
  await refused(/a\.csv\.gz is torn or not a gzip/, await put('a.csv.gz', gzipSync(csv).subarray(0, 200)))
  await refused(/08\.csv is empty/, await put('FILUSDT-1m-2023-08.csv', ''))
  await refused(/missing\.csv does not exist/, 'missing.csv')
  await refused(/x\.xlsx: candles are imported from/, await put('x.xlsx', 'PK'))
  await refused(/its name does not say .* name the base with base fil/, await put('candles.csv', csv))
  await refused(/FILBTC does not end with .* USDT; .* symbol COIN/, await put('FILBTC-1m-2023-08.csv', csv))
  await refused(/holds candles of 5m/, await put('FILUSDT-5m-2023-08.csv', csv))
  const files = ['candles.csv', await put('NEARUSDT-1m-2023-08.csv', csv)]
  await expectRefused(/several pairs/, { files, base: 'fil' })
  await refused(/line 1 has 3 fields and no header/, await put('a.csv', '1690848000000,1,2\n'), { base: 'fil' })
})

test('a time stamp years away is not taken for a gap', async () => {
  const far = archiveLines(candlesFrom(Date.UTC(2031, 0, 1), 1))
  const lines = [...archiveLines(candlesFrom(AUGUST, 3)), ...far]
  await expectRefused(/\(line 3\) and 2031-01-01T00:00Z \(line 4\): more than a year/, {
    files: [await put('a.csv', lines.join('\n'))],
    base: 'fil',
  })
})

test('a stored month that is damaged is named, and importing it again heals it', async () => {
  const candles = candlesFrom(AUGUST, 2000)
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candles))
  await importing({ files: [file] })
  const path = join(folder, 'data/candles/binance/spot/FIL-USDT/1m/2023-08.arrow')
  const bytes = await readFile(path)
  bytes.fill(0, 40_000, 41_000)
  await writeFile(path, bytes)
  await expect(importing({ files: [file] })).rejects.toThrow(
    /2023-08\.arrow is damaged .* set aside as 2023-08\.arrow\.damaged-1; import or download/,
  )
  await importing({ files: [file] })
  await expectStored(sliceCandles(candles, 0, 2000))
})
