import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { alwaysOpen } from '../../src/core/calendar.js'
import { sliceCandles, type Candles } from '../../src/core/candles.js'
import { timeAt } from '../../src/core/grid.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { readParquet } from '../../src/ohlcv/import/read-parquet.js'
import { readFrameFile } from '../../src/store/arrow/frame-file.js'
import { goldenCandles, goldenTable } from '../golden/golden-data.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { HIGHER_LATER, writeUserFiles, createUserWorkspace } from '../support/user-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const candles = goldenCandles()
const CANDLE_FILE = 'FILUSDT-1m-2023-08.csv'

/** The candles as a plain csv file. */
function candleCsv({ grid, open, high, low, close, volume }: Candles, rows = grid.rows): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [timeAt(grid, i), open[i], high[i], low[i], close[i], volume[i]].join(),
  )
  return ['timestamp,open,high,low,close,volume', ...lines, ''].join('\n')
}

async function folderWithFile(rows?: number): Promise<FakeIo> {
  const io = fakeIo(await temporaryFolder())
  await writeFile(join(io.cwd, CANDLE_FILE), candleCsv(candles, rows))
  return io
}

async function folderWithStore(): Promise<FakeIo> {
  const io = fakeIo(await temporaryFolder())
  const market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
  await openCandleStore(join(io.cwd, 'data')).merge(market, candles)
  return io
}

/** A feature set that looks at another base too. */
const BESIDE_BTC = `import { defineFeatureSet, gridAfterHistory, makeFrame, otherCandles } from 'followupward'
export default defineFeatureSet({
  id: 'BesideBtc',
  version: 1,
  history: 0,
  needs: ['btc'],
  columns: [{ name: 'ratio' }],
  compute(candles) {
    const { close } = otherCandles(candles, 'btc')
    const grid = gridAfterHistory('BesideBtc', 0, candles)
    return makeFrame(grid, [['ratio', Float32Array.from(close, (value, i) => value / (candles.open[i] ?? 0))]])
  },
})
`

interface Csv {
  readonly names: readonly string[]
  readonly rows: ReadonlyMap<number, readonly number[]>
}

async function readCsv(file: string): Promise<Csv> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const rows = lines.map((line) => line.split(',').map((text) => (text === '' ? Number.NaN : Number(text))))
  return { names: head.split(','), rows: new Map(rows.map(([time = 0, ...values]) => [time, values])) }
}

const resultSchema = z.object({
  id: z.string(),
  kind: z.string(),
  results: z.array(
    z.object({
      source: z.string(),
      rows: z.number(),
      from: z.string(),
      to: z.string(),
      columns: z.array(z.object({ name: z.string(), min: z.number().nullable(), missing: z.number() })),
      classes: z.record(z.string(), z.number()).optional(),
    }),
  ),
})

describe('compute', () => {
  test.each(['F2cond20', 'F1agg110'])('%s of a candle file equals the reference values', async (id) => {
    const io = await folderWithFile()
    expect(await run(['compute', id, '--candles', CANDLE_FILE, '--out', 'f.csv'], io)).toBe(0)
    const golden = goldenTable(id)
    const { names, rows } = await readCsv(join(io.cwd, 'f.csv'))
    expect(names).toEqual(golden.names)
    expect(rows.size).toBe(candles.grid.rows - (id === 'F2cond20' ? 14_399 : 14_400))
    for (const [time = 0, ...wanted] of golden.rows) {
      const values = rows.get(time) ?? []
      const wrong = wanted.filter(
        (value, i) => !(Math.abs((values[i] ?? Number.NaN) - value) <= Math.max(1e-7, 1e-5 * Math.abs(value))),
      )
      expect(wrong).toEqual([])
    }
  })

  test('a target gives a label for each candle; the first and the last ones, not final, are hold', async () => {
    const io = await folderWithFile()
    expect(await run(['compute', 'T10up5low30min', '--candles', CANDLE_FILE, '--out', 't.csv'], io)).toBe(0)
    const golden = goldenTable('T10up5low30min')
    const { names, rows } = await readCsv(join(io.cwd, 't.csv'))
    expect(names).toEqual(golden.names)
    expect([...rows].map(([time, values]) => [time, ...values])).toEqual(golden.rows)
  })

  test('rows of a target without a label are counted', async () => {
    const io = await folderWithFile(200)
    const args = ['compute', 'TargetGrad1h1pct', '--candles', CANDLE_FILE]
    expect(await run(args, io)).toBe(0)
    expect(io.stdout()).toMatch(/; 59 of them have no label \(history missing, or not final\) and are shown as hold\n/)
    const part = fakeIo(io.cwd)
    expect(await run([...args, '--from', '2023-08-01T01:00', '--to', '2023-08-01T02:00'], part)).toBe(0)
    expect(part.stdout()).not.toContain('no label')
  })

  test('the store gives the same file, keeps what it computed, and any range is a part of it', async () => {
    const io = await folderWithStore()
    await writeFile(join(io.cwd, CANDLE_FILE), candleCsv(candles))
    expect(await run(['compute', 'F1agg110', '--candles', CANDLE_FILE, '--out', 'file.csv'], io)).toBe(0)
    const range = ['--from', '2023-08-20T12:00', '--to', '2023-08-20T13:00']
    expect(await run(['compute', 'F1agg110', '--base', 'fil', ...range, '--out', 'hour.csv'], io)).toBe(0)
    expect(await run(['compute', 'F1agg110', '--base', 'fil', '--out', 'all.csv'], io)).toBe(0)
    expect(await run(['compute', 'F1agg110', '--candles', CANDLE_FILE, ...range, '--out', 'part.csv'], io)).toBe(0)
    const [file, hour, all, part] = await Promise.all(
      ['file.csv', 'hour.csv', 'all.csv', 'part.csv'].map((name) => readFile(join(io.cwd, name), 'utf8')),
    )
    expect(all === file).toBe(true)
    expect(hour === part).toBe(true)
    const [head, ...lines] = (hour ?? '').trimEnd().split('\n')
    expect(lines.length).toBe(60)
    expect(file?.startsWith(`${head}\n`) && file.includes(lines.join('\n'))).toBe(true)
    const folder = join(io.cwd, 'data', 'features', 'F1agg110', 'binance', 'spot', 'FIL-USDT', '1m')
    expect(await readdir(folder)).toEqual(['2023-08.arrow'])
  })

  test('an Arrow file holds the same values', async () => {
    const io = await folderWithFile()
    expect(await run(['compute', 'F1agg110', '--candles', CANDLE_FILE, '--out', 'f.arrow'], io)).toBe(0)
    expect(await run(['compute', 'F1agg110', '--candles', CANDLE_FILE, '--out', 'f.csv'], io)).toBe(0)
    const { frame, metadata } = await readFrameFile(join(io.cwd, 'f.arrow'), alwaysOpen())
    const { names, rows } = await readCsv(join(io.cwd, 'f.csv'))
    expect(metadata['definition']).toBe('F1agg110')
    expect(['timestamp', ...frame.columns.keys()]).toEqual(names)
    const table = [...rows.values()]
    ;[...frame.columns.values()].forEach((values, column) => {
      const same = values.every((value, row) => value === Math.fround(table[row]?.[column] ?? Number.NaN))
      expect(same).toBe(true)
    })
  })

  test('a Parquet file holds the same values', async () => {
    const io = await folderWithFile()
    for (const name of ['f.parquet', 'f.csv', 't.parquet']) {
      const id = name.startsWith('t') ? 'T10up5low30min' : 'F2cond20'
      expect(await run(['compute', id, '--candles', CANDLE_FILE, '--out', name], io)).toBe(0)
    }
    const table = await readParquet(await readFile(join(io.cwd, 'f.parquet')), 'f.parquet')
    const { names, rows } = await readCsv(join(io.cwd, 'f.csv'))
    expect([table.names, table.rows]).toEqual([names, rows.size])
    const times = await table.read('timestamp')
    expect(times).toMatchObject({ kind: 'time' })
    expect([...times.values]).toEqual([...rows.keys()])
    const lines = [...rows.values()]
    for (const [place, name] of names.slice(1).entries()) {
      const { values } = await table.read(name)
      expect(lines.findIndex((line, row) => Math.fround(line[place] ?? 0) !== values[row])).toBe(-1)
    }
    const labels = await (await readParquet(await readFile(join(io.cwd, 't.parquet')), 't')).read('target')
    expect([0, 1, 2].map((label) => Array.from<unknown>(labels.values).includes(label))).toEqual([true, true, true])
  })

  test('without --out it prints figures of each column', async () => {
    const io = await folderWithStore()
    expect(await run(['compute', 'TargetGrad1h1pct', '--json'], io)).toBe(0)
    const { id, kind, results } = resultSchema.parse(JSON.parse(io.stdout()))
    const [result] = results
    expect([id, kind, results.length]).toEqual(['TargetGrad1h1pct', 'targets', 1])
    expect(result).toMatchObject({ rows: 44_640, from: '2023-08-01T00:00Z', to: '2023-09-01T00:00Z' })
    expect(result?.source).toBe('binance/spot/FIL-USDT/1m')
    expect(result?.columns.map(({ name, missing }) => [name, missing])).toEqual([
      ['gain', 59],
      ['target', 0],
    ])
    expect(Object.values(result?.classes ?? {}).reduce((sum, count) => sum + count, 0)).toBe(44_640)
    expect(await run(['compute', 'F2cond20'], io)).toBe(0)
    expect(io.stdout()).toMatch(/F2cond20 of binance\/spot\/FIL-USDT\/1m: 30241 rows from 2023-08-10T23:59Z/)
    expect(io.stdout()).toMatch(/price5m_0 +0\.9\d+ +1\.?\d* +1\.\d+ +0/)
  })

  test.each([
    [['F9'], 14_400, /no feature set or target is called F9; feature sets: F1agg110, .*; targets: .*T10up5low30min/],
    [['F2cond20'], 14_399, /F2cond20 needs at least 14400 candles .* there are 14399, from 2023-08-01T00:00Z/],
    [['F1agg110'], 14_400, /F1agg110 needs at least 14401 candles .* there are 14400/],
    [['F2cond20', '--out', 'f.xlsx'], 14_400, /--out is f.xlsx: .* ends in .csv, .arrow, .parquet/],
    [['F2cond20', '--from', '2024-01-01'], 14_400, /no rows .* the candles give rows from 2023-08-10T23:59Z/],
    [['F2cond20', '--from', '2023-08-11', '--to', '2023-08-11'], 14_400, /empty range/],
    [['F2cond20', '--from', 'soon'], 14_400, /--from is soon: expected an ISO time/],
    [['F2cond20', '--base', 'fil'], 14_400, /exclude each other/],
  ] as const)('%j of %i candles is refused in one line', async (args, rows, message) => {
    const io = await folderWithFile(rows)
    expect(await run(['compute', ...args, '--candles', CANDLE_FILE], io)).toBe(1)
    expect(io.stderr()).toMatch(message)
    expect(io.stderr().trimEnd().split('\n').length).toBe(1)
    expect(await readdir(io.cwd)).toEqual([CANDLE_FILE])
  })

  test('an id that a feature set and a target share is refused, with the file to rename', async () => {
    const io = await folderWithFile(100)
    await createUserWorkspace({ 'targets/F2cond20.ts': HIGHER_LATER.replaceAll('HigherLater', 'F2cond20') }, io.cwd)
    expect(await run(['compute', 'F2cond20', '--candles', CANDLE_FILE], io)).toBe(1)
    expect(io.stderr()).toMatch(/F2cond20\.ts: both a feature set and a target are called F2cond20; give this file/)
  })

  test('a column that a definition does not say it reads is refused, from a file as from the store', async () => {
    const text = BESIDE_BTC.replace("needs: ['btc']", "reads: ['close']")
      .replace("const { close } = otherCandles(candles, 'btc')", 'const { close } = candles')
      .replaceAll('BesideBtc', 'Reads')
    for (const [io, from] of [
      [await folderWithFile(100), ['--candles', CANDLE_FILE]],
      [await folderWithStore(), ['--base', 'fil']],
    ] as const) {
      await writeUserFiles({ 'features/Reads.ts': text }, io.cwd)
      expect(await run(['compute', 'Reads', ...from], io)).toBe(1)
      expect(io.stderr()).toMatch(/Reads\.ts:11: compute of Reads failed: no column open; there are close\n$/)
    }
  })

  test('rows that read an outage are counted, from a file and from the store', async () => {
    const io = await folderWithFile(600)
    const lines = candleCsv(candles, 600).split('\n')
    await writeFile(join(io.cwd, 'gap.csv'), [...lines.slice(0, 301), ...lines.slice(341)].join('\n'))
    // The label at a minute reads 14 candles before and 15 after it; 40 are missing.
    const beside = { rows: 600, besideOutage: 40 + 14 + 15 }
    expect(await run(['compute', 'TargetGrad30m5pml', '--candles', 'gap.csv', '--json'], io)).toBe(0)
    expect(JSON.parse(io.stdout())).toMatchObject({ results: [beside] })
    await run(['import', 'gap.csv', '--base', 'fil'], io)
    const stored = fakeIo(io.cwd)
    expect(await run(['compute', 'TargetGrad30m5pml', '--json'], stored)).toBe(0)
    expect(JSON.parse(stored.stdout())).toMatchObject({ results: [beside] })
    const told = fakeIo(io.cwd)
    await run(['compute', 'TargetGrad30m5pml'], told)
    expect(told.stderr()).toContain('note: 69 of 600 rows of TargetGrad30m5pml read minutes of an outage')
    const whole = fakeIo(io.cwd)
    await run(['compute', 'TargetGrad30m5pml', '--candles', CANDLE_FILE], whole)
    expect(whole.stderr()).not.toContain('outage')
  })

  test('a definition that needs other bases takes their files too, over the time that all share', async () => {
    const io = fakeIo(await writeUserFiles({ 'features/BesideBtc.ts': BESIDE_BTC }))
    const btc = sliceCandles(candles, 1000, 300)
    await writeFile(join(io.cwd, 'fil.csv'), candleCsv(candles, 1200))
    await writeFile(join(io.cwd, 'btc.csv'), candleCsv(btc))
    const files = ['--candles', 'fil.csv', '--candles', 'BTC=btc.csv']
    expect(await run(['compute', 'BesideBtc', ...files, '--out', 'out.csv'], io)).toBe(0)
    const { rows } = await readCsv(join(io.cwd, 'out.csv'))
    expect(rows.size).toBe(200)
    for (const [time, [value]] of rows) {
      const row = (time - timeAt(candles.grid, 0)) / 60_000
      expect(value).toBeCloseTo((candles.close[row] ?? 0) / (candles.open[row] ?? 0), 6)
    }
    expect(await run(['features', 'BesideBtc', ...files], fakeIo(io.cwd))).toBe(0)
    expect(await run(['check', 'BesideBtc', '--quick', ...files], fakeIo(io.cwd))).toBe(0)
  })

  test.each([
    [
      ['BesideBtc', '--candles', 'fil.csv'],
      /BesideBtc needs candles of btc too: give their file as --candles btc=FILE/,
    ],
    [['BesideBtc', '--candles', 'btc=fil.csv'], /--candles is btc=fil\.csv: expected one file alone/],
    [['BesideBtc', '--candles', 'fil.csv', '--candles', 'fil.csv'], /expected one file alone/],
    [
      ['BesideBtc', '--candles', 'fil.csv', '--candles', 'btc=fil.csv', '--candles', 'BTC=fil.csv'],
      /--candles names a file of BTC twice/,
    ],
    [['BesideBtc', '--candles', 'fil.csv', '--candles', 'btc=late.csv'], /candles of btc are from .* share/],
    [
      ['TargetGrad30m5pml', '--candles', 'fil.csv', '--candles', 'btc=fil.csv'],
      /TargetGrad30m5pml does not read candles of btc \(it needs no other base\)/,
    ],
    [['TargetGrad30m5pml', '--candles', 'fil.csv', '--out', 'folder.csv'], /--out .*folder\.csv .*it is a folder/],
    [['TargetGrad30m5pml', '--candles', 'fil.csv', '--out', 'fil.csv/out.csv'], /--out .*out\.csv cannot be written/],
  ])('%j is refused in one line', async (args, message) => {
    const io = fakeIo(await writeUserFiles({ 'features/BesideBtc.ts': BESIDE_BTC }))
    await writeFile(join(io.cwd, 'fil.csv'), candleCsv(candles, 300))
    await writeFile(join(io.cwd, 'late.csv'), candleCsv(sliceCandles(candles, 300, 100)))
    await mkdir(join(io.cwd, 'folder.csv'))
    expect(await run(['compute', ...args], io)).toBe(1)
    expect(io.stderr()).toMatch(/^error: [^\n]*\n$/m)
    expect(io.stderr()).toMatch(message)
  })

  test('a base that is not stored, and an empty store, say what to do', async () => {
    const io = await folderWithStore()
    expect(await run(['compute', 'F2cond20', '--base', 'near'], io)).toBe(1)
    expect(io.stderr()).toMatch(/no candles of base near .* there are: fil/)
    const empty = fakeIo(await temporaryFolder())
    expect(await run(['compute', 'F2cond20'], empty)).toBe(1)
    expect(empty.stderr()).toMatch(/no candles are stored; import some/)
  })
})
