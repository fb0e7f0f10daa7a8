import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { sliceCandles, type CandleColumn, type Candles } from '../../src/core/candles.js'
import type { Market } from '../../src/core/market.js'
import { MINUTE } from '../../src/core/time.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { archiveCsv, archiveLines, plainCsv } from '../support/archive-csv.js'
import { candlesFrom } from '../support/candles-from.js'
import { expectSameCandles } from '../support/expect-same-candles.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { zipOf } from '../support/zip-of.js'

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

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(args, io)
  return { code, out: io.stdout(), err: io.stderr() }
}

const importing = (...args: string[]): Promise<{ code: number; out: string; err: string }> => command('import', ...args)

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

/** Runs an import that must fail with one line, and must leave what was stored as it was. */
async function expectRefused(message: RegExp, ...args: string[]): Promise<void> {
  const before = await readdir(folder, { recursive: true })
  const { code, out, err } = await importing(...args)
  const errors = err.split('\n').filter((line) => line.startsWith('error: '))
  expect(errors.join('\n')).toMatch(message)
  expect(errors).toHaveLength(1)
  expect(err).not.toMatch(/error: unexpected|^ {4}at /m)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(await readdir(folder, { recursive: true })).toEqual(before)
}

test.each([
  ['ms with header', {}],
  ['ms without header', { header: false }],
  ['µs without header', { header: false, unit: 1000 }],
])('an archive zip, %s, is imported with all its columns', async (_, layout) => {
  const candles = candlesFrom(AUGUST, 3000)
  const csv = archiveCsv(candles, layout)
  const { code, out } = await importing(await put('FILUSDT-1m-2023-08.zip', zipOf('FILUSDT-1m-2023-08.csv', csv)))
  expect(code).toBe(0)
  expect(out).toMatch(/^binance\/spot\/FIL-USDT\/1m: 2023-08-01T00:00Z to 2023-08-03T02:00Z, 3000 candles new/)
  await expectStored(candles)
  const io = fakeIo(folder)
  expect(await run(['export', '--base', 'fil', '--out', 'back.parquet'], io)).toBe(0)
  await importing('back.parquet', '--base', 'back')
  expectSameCandles(await stored({ ...fil, symbol: 'BACK/USDT' }), candles)
})

test('plain csv, packed or not, is imported; what it does not say is unknown', async () => {
  const candles = candlesFrom(AUGUST, 100)
  expect((await importing(await put('binance-spot_FILUSDT_1m_x.csv.gz', gzipSync(plainCsv(candles))))).code).toBe(0)
  await expectStored(candles, ['open', 'high', 'low', 'close', 'volume', 'filled'])
  expect((await stored()).quoteVolume.every(Number.isNaN)).toBe(true)
  const { out } = await importing(await put('mine.csv', plainCsv(candles)), '--base', 'fil')
  expect(out).toContain('0 candles new, 100 there already')
})

test('ISO times, other delimiters, quotation marks and Windows line ends are understood', async () => {
  const lines = ['"Date";"Open";"High";"Low";"Close";"Volume"']
  lines.push('2023-08-01 00:00:00;"1";"2";"1";"1.5";"10"', '2023-08-01T00:01Z;1;2;1;1.5;0')
  expect((await importing(await put('FIL.csv', `\uFEFF${lines.join('\r\n')}`), '--symbol', 'FIL/USDT')).code).toBe(0)
  const { grid, close, volume } = await stored()
  expect([grid.first * MINUTE, ...close, ...volume]).toEqual([AUGUST, 1.5, 1.5, 10, 0])
})

test('importing twice changes no byte', async () => {
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 3000, { missing: [7, 8, 9] })))
  await importing(file)
  const before = await months()
  const { code, out } = await importing(file)
  expect(code).toBe(0)
  expect(out).toContain('0 candles new, 2997 there already')
  expect(await months()).toEqual(before)
})

test('the command line decides on the market before the file name, the name before the workspace', async () => {
  const csv = archiveCsv(candlesFrom(AUGUST, 10))
  await put('followupward.yaml', 'market: usdm\nquote: BUSD\n')
  await put('FILBUSD-1m-2023-08.csv', csv)
  await put('kraken-spot_XBTBUSD_1m_a.csv', csv)
  await importing('FILBUSD-1m-2023-08.csv')
  await importing('kraken-spot_XBTBUSD_1m_a.csv')
  await importing('FILBUSD-1m-2023-08.csv', '--market', 'coinm', '--base', 'near')
  const paths = (await openCandleStore(join(folder, 'data')).markets()).map((market) => Object.values(market).join(' '))
  expect(paths.sort()).toEqual(['binance coinm NEAR/BUSD 1m', 'binance usdm FIL/BUSD 1m', 'kraken spot XBT/BUSD 1m'])
})

test('lines out of order are sorted and equal duplicates merged, and the user is told', async () => {
  const candles = candlesFrom(AUGUST, 50)
  const lines = archiveLines(candles)
  const mixed = [...lines.slice(20), ...lines.slice(0, 20), ...lines.slice(30, 33)]
  const { code, out } = await importing(await put('FILUSDT-1m-2023-08.csv', mixed.join('\n')))
  expect(code).toBe(0)
  expect(out).toMatch(/23 lines or rows were out of order and have been sorted/)
  expect(out).toMatch(/3 lines or rows repeated a minute and were merged/)
  await expectStored(candles)
})

test('missing minutes are filled and marked, a gap of days is an outage, zero-volume rows are neither', async () => {
  const missing = Array.from({ length: 2 * 1440 + 5 }, (_, index) => 1000 + index)
  const candles = candlesFrom(AUGUST, 5000, { missing: [...missing, 4500] })
  candles.volume.fill(0, 100, 172)
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candles))
  const { code, out } = await importing(file, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    imported: [
      {
        missing: 2886,
        added: 2114,
        outages: [{ from: AUGUST + 1000 * MINUTE, to: AUGUST + 3885 * MINUTE, minutes: 2885 }],
        files: [{ rows: 2114, duplicates: 0, disordered: 0 }],
      },
    ],
  })
  await expectStored(candles)
  const later = candlesFrom(AUGUST, 5000)
  later.volume.fill(0, 100, 172)
  expect((await importing(await put('FILUSDT-1m-2023-08.csv', archiveCsv(later)))).code).toBe(0)
  await expectStored(later)
})

test('times are shown in the workspace’s time zone and kept as UTC', async () => {
  await put('followupward.yaml', 'timeZone: Asia/Kolkata\n')
  const candles = candlesFrom(AUGUST, 100, { missing: Array.from({ length: 40 }, (_, row) => 20 + row) })
  const { out } = await importing(await put('FILUSDT-1m-2023-08.csv', archiveCsv(candles)))
  expect(out).toMatch(/2023-08-01T05:30\+05:30 to 2023-08-01T07:10\+05:30, 60 candles new/)
  expect(out).toContain('outage of 40 minutes: 2023-08-01T05:50+05:30 to 2023-08-01T06:30+05:30')
  await expectStored(candles)
})

test('several files of several markets come in with one call', async () => {
  const september = Date.UTC(2023, 8, 1)
  const files = [
    await put('FILUSDT-1m-2023-09.csv', archiveCsv(candlesFrom(september, 60))),
    await put('NEARUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 70))),
    await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 31 * 1440))),
  ]
  const { code, out } = await importing(...files, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    imported: [
      { market: { symbol: 'FIL/USDT' }, added: 31 * 1440 + 60, missing: 0 },
      { market: { symbol: 'NEAR/USDT' }, added: 70 },
    ],
  })
  await expectStored(candlesFrom(AUGUST, 31 * 1440 + 60))
})

test('candles that contradict stored ones, or those of another file, need a decision', async () => {
  const candles = candlesFrom(AUGUST, 100)
  const other = candlesFrom(AUGUST, 150)
  other.close[60] = (other.close[60] ?? 0) + 0.01
  const a = await put('a.csv', plainCsv(candles))
  const b = await put('b.csv', plainCsv(other))
  await expectRefused(/b\.csv contradicts .*a\.csv at 2023-08-01T01:00Z/, a, b, '--base', 'fil')
  expect((await importing(a, '--base', 'fil')).code).toBe(0)
  await expectRefused(/2023-08-01T01:00Z: stored is .* --conflict/, b, '--base', 'fil')
  const { err } = await importing(b, '--base', 'fil')
  expect(err).toMatch(
    /^1 minute differs from what is stored:\nminute +column +stored +new *\n2023-08-01T01:00Z +close +\d/m,
  )
  await expectStored(candles, ['close'])
  const kept = await importing(b, '--base', 'fil', '--conflict', 'stored')
  expect(kept.code).toBe(0)
  expect(kept.out).toMatch(
    /50 candles new, 100 there already.*\n {2}1 minutes differ and were kept as they were stored\n/,
  )
  expect((await stored()).close[60]).toBe(candles.close[60])
  expect((await stored()).grid.rows).toBe(150)
  expect((await importing(b, '--base', 'fil', '--conflict', 'new')).code).toBe(0)
  expect((await stored()).close[60]).toBe(other.close[60])
})

test('the first of many contradictions are shown with both values, and how many there are', async () => {
  await importing(await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 100))))
  const other = candlesFrom(AUGUST, 100)
  for (let row = 10; row < 30; row++) other.trades[row] = 1000
  await put('FILUSDT-1m-2023-08.csv', archiveCsv(other))
  const { code, err } = await importing('FILUSDT-1m-2023-08.csv')
  expect(code).toBe(1)
  expect(err).toContain('20 minutes differ from what is stored, the first 5:\n')
  expect(err.match(/^2023-08-01T00:1[0-4]Z +trades +\d+ +1000$/gm)).toHaveLength(5)
  expect(err).toMatch(/^error: .*00:10Z: stored is .* and 19 more minutes differ; choose who wins/m)
})

test('one bad file among good ones imports none of them', async () => {
  const good = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 100)))
  const bad = await put('NEARUSDT-1m-2023-08.csv', 'open_time,open\n1,2\n')
  await expectRefused(/NEARUSDT-1m-2023-08\.csv: its header has no column high/, good, bad)
  await importing(good)
  const later = archiveCsv(candlesFrom(AUGUST + 200 * MINUTE, 50))
  const contradicting = candlesFrom(AUGUST, 10)
  contradicting.volume[3] = 1
  await put('NEARUSDT-1m-2023-08.csv', later)
  await put('FILUSDT-1m-2023-08.csv', archiveCsv(contradicting))
  await expectRefused(/2023-08-01T00:03Z: stored is/, 'NEARUSDT-1m-2023-08.csv', 'FILUSDT-1m-2023-08.csv')
})

const LINE = '1690848000000,4.2,4.3,4.1,4.25,10,1690848059999,42,5,6,0,0'
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
  await expectRefused(message, await put(name, `${header}${lines}\n`))
})

test('files that are torn, empty, of another kind or without a telling name are refused', async () => {
  const zip = zipOf('FILUSDT-1m-2023-08.csv', archiveCsv(candlesFrom(AUGUST, 500)))
  const flipped = Buffer.from(zip)
  flipped[5000] = (flipped[5000] ?? 0) ^ 4
  const csv = archiveCsv(candlesFrom(AUGUST, 10))
  await expectRefused(/08\.zip is torn or not a zip/, await put('FILUSDT-1m-2023-08.zip', zip.subarray(0, 9000)))
  await expectRefused(/08\.zip is torn or not a zip/, await put('FILUSDT-1m-2023-08.zip', flipped))
  await expectRefused(/08\.zip holds no csv/, await put('FILUSDT-1m-2023-08.zip', zipOf('a.txt', csv)))
  await expectRefused(/a\.csv\.gz is torn or not a gzip/, await put('a.csv.gz', gzipSync(csv).subarray(0, 200)))
  await expectRefused(/08\.csv is empty/, await put('FILUSDT-1m-2023-08.csv', ''))
  await expectRefused(/missing\.csv does not exist/, 'missing.csv')
  await expectRefused(/x\.xlsx: candles are imported from/, await put('x.xlsx', 'PK'))
  await expectRefused(/its name does not say .* --base/, await put('candles.csv', csv))
  await expectRefused(/FILBTC does not end with .* USDT; .*--symbol/, await put('FILBTC-1m-2023-08.csv', csv))
  await expectRefused(/holds candles of 5m/, await put('FILUSDT-5m-2023-08.csv', csv))
  await expectRefused(/several pairs/, 'candles.csv', await put('NEARUSDT-1m-2023-08.csv', csv), '--base', 'fil')
  await expectRefused(/line 1 has 3 fields and no header/, await put('a.csv', '1690848000000,1,2\n'), '--base', 'fil')
  await expectRefused(/--conflict is maybe: allowed are refuse, stored, new/, 'a.csv', '--conflict', 'maybe')
})

test('a time stamp years away is not taken for a gap', async () => {
  const far = archiveLines(candlesFrom(Date.UTC(2031, 0, 1), 1))
  const lines = [...archiveLines(candlesFrom(AUGUST, 3)), ...far]
  await expectRefused(
    /\(line 3\) and 2031-01-01T00:00Z \(line 4\): more than a year/,
    await put('a.csv', lines.join('\n')),
    '--base',
    'fil',
  )
})

test('a stored month that is damaged is named, and importing it again heals it', async () => {
  const candles = candlesFrom(AUGUST, 2000)
  const file = await put('FILUSDT-1m-2023-08.csv', archiveCsv(candles))
  await importing(file)
  const path = join(folder, 'data/candles/binance/spot/FIL-USDT/1m/2023-08.arrow')
  const bytes = await readFile(path)
  bytes.fill(0, 40_000, 41_000)
  await writeFile(path, bytes)
  const first = await importing(file)
  expect(first.code).toBe(1)
  expect(first.err).toMatch(/2023-08\.arrow is damaged .* set aside as 2023-08\.arrow\.damaged-1; import or download/)
  expect((await importing(file)).code).toBe(0)
  await expectStored(sliceCandles(candles, 0, 2000))
})
