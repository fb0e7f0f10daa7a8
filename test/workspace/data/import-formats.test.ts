import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Float32,
  Int32,
  Int64,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampSecond,
  makeData,
  makeVector,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import { beforeEach, expect, test } from 'vitest'
import type { Candles } from '../../../src/core/candles.js'
import type { Market } from '../../../src/core/market.js'
import type { ExportDataRequest } from '../../../src/workspace/data/export/request.js'
import type { ExportedData } from '../../../src/workspace/data/export/result.js'
import type { ImportDataRequest } from '../../../src/workspace/data/import/request.js'
import type { MarketImport } from '../../../src/workspace/data/import/result.js'
import { UserError } from '../../../src/workspace/index.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { expectSameCandles } from '../../support/expect-same-candles.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { zipOfFiles } from '../../support/zip-of.js'

const fixtures = fileURLToPath(new URL('../../fixtures/candle-files', import.meta.url))
const AUGUST = Date.UTC(2023, 7, 1)
const fil: Market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
const VALUES = ['open', 'high', 'low', 'close', 'volume', 'filled'] as const

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

/** Imports into a workspace that is opened anew, with the configuration that the folder has then. */
async function importing(
  file: string,
  more: Partial<ImportDataRequest> = { base: 'fil' },
  into = folder,
): Promise<readonly MarketImport[]> {
  const workspace = await openTestWorkspace(into)
  return (await workspace.data.import({ files: [file], ...more })).markets
}

async function exporting(request: ExportDataRequest): Promise<ExportedData> {
  return (await openTestWorkspace(folder)).data.export(request)
}

/** Work that must fail with one line, and must leave the folder as it was. */
async function refused(message: RegExp, work: () => Promise<unknown>): Promise<void> {
  const before = await readdir(folder, { recursive: true })
  const refusal = await work().catch((error: unknown) => error)
  if (!(refusal instanceof UserError)) throw new Error(`not refused as expected: ${String(refusal)}`)
  expect(refusal.message).toMatch(message)
  expect(refusal.message).not.toContain('\n')
  expect(await readdir(folder, { recursive: true })).toEqual(before)
}

function stored(market = fil): Promise<Candles> {
  return openCandleStore(join(folder, 'data')).read(market)
}

/** The candles that every file of the fixtures holds. */
async function reference(): Promise<Candles> {
  const other = await temporaryFolder()
  await importing(join(fixtures, 'reference.csv'), { base: 'fil' }, other)
  const candles = await openCandleStore(join(other, 'data')).read(fil)
  expect([candles.grid.rows, candles.filled.reduce((sum, mark) => sum + mark, 0)]).toEqual([200, 4])
  return candles
}

/** What was imported is exported, and imported again under another name: it is the same, to the bit and in every column. */
async function expectRoundTrip(market: Market): Promise<void> {
  if (market.type !== 'spot') await writeFile(join(folder, 'followupward.yaml'), `market: ${market.type}\n`)
  await exporting({ base: market.symbol.slice(0, 3).toLowerCase(), out: 'back.csv' })
  await importing('back.csv', { base: 'back' })
  expectSameCandles(await stored({ ...market, symbol: 'BACK/USDT' }), await stored(market))
}

const FILES = [
  'pandas-index.parquet',
  'pandas-ms-gzip.parquet',
  'polars-zstd.parquet',
  'polars-lz4.parquet',
  'pyarrow-brotli.parquet',
  'duckdb.parquet',
  'pandas.feather',
  'pandas-zstd.feather',
  'polars-zstd.arrow',
  'polars-lz4.arrow',
  'pyarrow-stream.arrows',
  'fil_OHLCV_df.h5',
]
const FREQTRADE = ['BTC_USDT-1m.json', 'BTC_USDT-1m.json.gz', 'BTC_USDT-1m.feather', 'BTC_USDT_USDT-1m-futures.feather']
const OUT = ['.csv', '.csv.gz', '.arrow', '.feather', '.parquet']

test.each(FILES)('%s is imported to the bit, and comes back out by export', async (name) => {
  await importing(join(fixtures, name), name.endsWith('.h5') ? {} : { base: 'fil' })
  expectSameCandles(await stored(), await reference(), VALUES)
  await expectRoundTrip(fil)
})

test.each(FREQTRADE)(
  '%s, as freqtrade keeps it, is imported under the market that its name says, and comes back out',
  async (name) => {
    await importing(join(fixtures, name), {})
    const type = name.includes('futures') ? 'usdm' : 'spot'
    const market = { ...fil, type, symbol: 'BTC/USDT' }
    expectSameCandles(await stored(market), await reference(), VALUES)
    await expectRoundTrip(market)
  },
)

test.each(OUT)('what is exported as %s is imported again to the bit, with the same gaps', async (ending) => {
  const candles = candlesFrom(AUGUST, 20_000, {
    missing: [7, 8, 300, ...Array.from({ length: 90 }, (_, i) => 500 + i)],
  })
  candles.trades.fill(Number.NaN, 40, 60)
  await openCandleStore(join(folder, 'data')).merge(fil, candles)
  expect(await exporting({ out: `x${ending}` })).toMatchObject({ out: join(folder, `x${ending}`), candles: 19907 })
  const markets = await importing(`x${ending}`, { base: 'near' })
  expect(markets).toMatchObject([{ added: 19907, unchanged: 0, missing: 93 }])
  expectSameCandles(await stored({ ...fil, symbol: 'NEAR/USDT' }), candles)
})

test('a part of the candles is exported, and columns that nobody knows are left out', async () => {
  await importing(join(fixtures, 'reference.csv'))
  await exporting({ base: 'FIL', from: '2023-08-01T00:49', to: '2023-08-01T00:54', out: 'part.csv' })
  const lines = (await readFile(join(folder, 'part.csv'), 'utf8')).trimEnd().split('\n')
  const minutes = lines.slice(1).map((line) => (Number(line.split(',')[0]) - AUGUST) / 60_000)
  expect([lines[0], ...minutes]).toEqual(['timestamp,open,high,low,close,volume', 49, 53])
})

test('columns and time stamps of any name and form are imported as the user says', async () => {
  const lines = ['Kurs|Hoch|Tief|Schluß|Menge|Zeit', '1|2|1|1.5|10|1.8.2023 00:00', '1.5|2|1|1.25|7|1.8.2023 00:01']
  await writeFile(join(folder, 'x.txt'), lines.join('\n'))
  const columns = { time: 'Zeit', open: 'Kurs', high: 'Hoch', low: 'Tief', close: 'Schluß', volume: 'Menge' }
  await refused(/x\.txt: its header has no column timestamp.*it has Kurs,.* columns time=NAME/, () =>
    importing('x.txt'),
  )
  const request = { base: 'fil', columns }
  await refused(/line 2: time is "1\.8\.2023 00:00": expected an epoch/, () => importing('x.txt', request))
  await refused(/expected %Y-%m/, () => importing('x.txt', { ...request, timeFormat: '%Y-%m-%d' }))
  await refused(/timeFormat is %d: expected s, ms, us, ns, iso, or/, () =>
    importing('x.txt', { ...request, timeFormat: '%d' }),
  )
  await importing('x.txt', { ...request, timeFormat: '%d.%m.%Y %H:%M' })
  const { close, volume, grid } = await stored()
  expect([grid.first * 60_000, ...close, ...volume]).toEqual([AUGUST, 1.5, 1.25, 10, 7])
  const parquet = (mapping: ImportDataRequest['columns']): Promise<unknown> =>
    importing(join(fixtures, 'duckdb.parquet'), { base: 'near', timeFormat: 'ms', columns: mapping })
  await refused(/its column open is taken for open and close; say which/, () => parquet({ close: 'open' }))
  await parquet({ close: 'open', open: 'close' })
  const near = await stored({ ...fil, symbol: 'NEAR/USDT' })
  const { open, filled } = await reference()
  expect([...near.close.keys()].filter((row) => filled[row] === 0 && near.close[row] !== open[row])).toEqual([])
})

test.each([
  ['[[1690848000000,1,2,1,1.5,10],[1690848060000,1,2,1,1.5,10]]', 2],
  ['[["1690848000000","1","2","1","1.5","10","0","15","3","4","0","0"]]', 1],
  ['[{"date":"2023-08-01T00:00:00Z","open":1,"high":2,"low":1,"close":1.5,"volume":10}]', 1],
])('json of lists and of objects is understood: %s', async (text, count) => {
  await writeFile(join(folder, 'x.json'), text)
  await importing('x.json')
  const { close, quoteVolume } = await stored()
  expect([...close]).toEqual(Array.from({ length: count }, () => 1.5))
  expect(quoteVolume[0]).toBe(text.includes('"15"') ? 15 : Number.NaN)
})

test.each([...FILES, ...FREQTRADE])('a torn %s is refused in one line, and nothing is stored', async (name) => {
  const bytes = await readFile(join(fixtures, name))
  for (const length of [3, Math.floor(bytes.length / 2), bytes.length - 9]) {
    await writeFile(join(folder, name), bytes.subarray(0, length))
    await refused(new RegExp(name.replaceAll('.', String.raw`\.`)), () => importing(name))
  }
})

test.each([
  ['x.parquet', /x\.parquet is torn or not a Parquet file/],
  ['x.feather', /x\.feather is torn or not an Arrow or feather file/],
  ['x.h5', /x\.h5 is torn or not an HDF5 file/],
  ['x.json', /x\.json is torn or not JSON/],
  ['x.csv.gz', /x\.csv\.gz is torn or not a gzip file/],
  ['x.csv', /x\.csv/],
  ['x.xlsx', /candles are imported from \.zip/],
])('a foreign file under the name %s is refused', async (name, message) => {
  await copyFile(fileURLToPath(import.meta.url), join(folder, name))
  await refused(message, () => importing(name))
})

test('a stream that was cut between two of its messages is torn', async () => {
  const bytes = await readFile(join(fixtures, 'pyarrow-stream.arrows'))
  await writeFile(join(folder, 'x.arrows'), bytes.subarray(0, -8))
  await refused(/x\.arrows is torn .*its end is missing/, () => importing('x.arrows'))
})

test.each([
  ['s', new TimestampSecond(), 1],
  ['ms', new TimestampMillisecond(), 1000],
  ['µs', new TimestampMicrosecond(), 1_000_000],
])('Arrow times in %s and whole numbers in other types are exact', async (_, type, perSecond) => {
  const minutes = [0, 1, 2]
  const times = minutes.map((minute) => BigInt((AUGUST / 1000 + 60 * minute) * perSecond))
  const price = vectorFromArray([5, 6, 7], new Int32())
  const columns = {
    timestamp: makeVector(makeData({ type, data: BigInt64Array.from(times) })),
    open: price,
    high: price,
    low: price,
    close: vectorFromArray([5, 6, 7], new Float32()),
    volume: vectorFromArray([1n, 2n, 3n], new Int64()),
  }
  await writeFile(join(folder, 'x.arrow'), tableToIPC(new Table(columns), 'stream'))
  await importing('x.arrow')
  const { grid, close, volume } = await stored()
  expect([grid.first * 60_000, ...close, ...volume]).toEqual([AUGUST, 5, 6, 7, 1, 2, 3])
})

test('what cannot be read says what to do', async () => {
  const importFixture = (name: string) => (): Promise<unknown> => importing(join(fixtures, name))
  await refused(/version 1: save it again/, importFixture('feather-v1.feather'))
  await refused(/row 1: close is missing: expected a number/, importFixture('null-close.feather'))
  await refused(/fixed format: save it with to_hdf/, importFixture('table-format.h5'))
  await copyFile(join(fixtures, 'BTC_USDT-1m.feather'), join(folder, 'BTC_USDT_USDT-8h-funding_rate.feather'))
  await refused(/candles of 8h/, () => importing('BTC_USDT_USDT-8h-funding_rate.feather', {}))
  await copyFile(join(fixtures, 'BTC_USDT-1m.feather'), join(folder, 'BTC_USDT_USDT-1m-mark.feather'))
  await refused(/its name says mark: expected trades/, () => importing('BTC_USDT_USDT-1m-mark.feather', {}))
  await writeFile(join(folder, 'a.json'), '{"a": 1}')
  await refused(/a\.json holds no list of candles/, () => importing('a.json'))
  await writeFile(join(folder, 'b.json'), '[[1690848000000,1,2,1,1.5,10],[1690848060000,1,2]]')
  await refused(/b\.json/, () => importing('b.json'))
})

test('a zip may hold several files, in folders, and need not be packed', async () => {
  const text = await readFile(join(fixtures, 'reference.csv'), 'utf8')
  await writeFile(join(folder, 'FILUSDT-1m-2023-08.zip'), zipOfFiles([['fil/FILUSDT-1m-2023-08.csv', text]], false))
  await writeFile(
    join(folder, 'both.zip'),
    zipOfFiles([
      ['a/FILUSDT-1m-2023-08.csv', text],
      ['b/NEARUSDT-1m-2023-08.csv', text],
    ]),
  )
  await importing('FILUSDT-1m-2023-08.zip', {})
  expectSameCandles(await stored(), await reference(), VALUES)
  expect(await importing('both.zip', {})).toMatchObject([
    { market: { symbol: 'FIL/USDT' }, unchanged: 196 },
    { market: { symbol: 'NEAR/USDT' }, added: 196 },
  ])
})

test('export refuses in one line what it cannot do', async () => {
  await refused(/no candles are stored/, () => exporting({ out: 'x.csv' }))
  await importing(join(fixtures, 'reference.csv'))
  await importing(join(fixtures, 'reference.csv'), { base: 'near' })
  await refused(/out is x\.xlsx: expected a name that ends in \.csv, /, () => exporting({ out: 'x.xlsx', base: 'fil' }))
  await refused(/there are fil, near: choose with base/, () => exporting({ out: 'x.csv' }))
  await refused(/no candles of base btc/, () => exporting({ out: 'x.csv', base: 'btc' }))
  await refused(/no candles from 2024/, () => exporting({ out: 'x.csv', base: 'fil', from: '2024-01-01' }))
  if (process.platform === 'linux') {
    await refused(
      /out \/proc\/followupward\/a\/x\.csv cannot be written: its folder cannot be made; name another/,
      () => exporting({ out: '/proc/followupward/a/x.csv', base: 'fil' }),
    )
  }
  await mkdir(join(folder, 'x.csv'))
  await refused(/out .*x\.csv cannot be written: it is a folder; name another/, () =>
    exporting({ out: 'x.csv', base: 'fil' }),
  )
})
