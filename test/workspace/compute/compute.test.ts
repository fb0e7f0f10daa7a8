import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import { timeAt } from '../../../src/core/grid.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { readParquet } from '../../../src/ohlcv/import/read-parquet.js'
import { summarizeFrame } from '../../../src/workspace/compute/result.js'
import { UserError } from '../../../src/workspace/index.js'
import type { SourceTable } from '../../../src/ohlcv/import/source-table.js'
import { readFrameFile } from '../../../src/store/arrow/frame-file.js'
import { goldenCandles, goldenTable } from '../../golden/golden-data.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { HIGHER_LATER, writeUserFiles, createUserWorkspace } from '../../support/user-files.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const candles = goldenCandles()
const CANDLE_FILE = 'FILUSDT-1m-2023-08.csv'

/** The candles as a plain csv file. */
function candleCsv({ grid, open, high, low, close, volume }: Candles, rows = grid.rows): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [timeAt(grid, i), open[i], high[i], low[i], close[i], volume[i]].join(),
  )
  return ['timestamp,open,high,low,close,volume', ...lines, ''].join('\n')
}

async function workspaceWithFile(rows?: number): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, CANDLE_FILE), candleCsv(candles, rows))
  return openTestWorkspace(folder)
}

async function workspaceWithStore(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  const market = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
  await openCandleStore(join(folder, 'data')).merge(market, candles)
  return openTestWorkspace(folder)
}

const FROM_FILE = { candles: [CANDLE_FILE] }

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

describe('compute', () => {
  test.each(['F2cond20', 'F1agg110'])('%s of a candle file equals the reference values', async (id) => {
    const workspace = await workspaceWithFile()
    const frame = await workspace.compute({ definition: id, ...FROM_FILE, out: 'f.csv' })
    const golden = goldenTable(id)
    const { names, rows } = await readCsv(join(workspace.directory, 'f.csv'))
    expect(names).toEqual(golden.names)
    expect(['timestamp', ...frame.columns.keys()]).toEqual(names)
    expect(rows.size).toBe(candles.grid.rows - (id === 'F2cond20' ? 14_399 : 14_400))
    for (const [time = 0, ...wanted] of golden.rows) {
      const values = rows.get(time) ?? []
      const wrong = wanted.filter(
        (value, i) => !(Math.abs((values[i] ?? Number.NaN) - value) <= Math.max(1e-7, 1e-5 * Math.abs(value))),
      )
      expect(wrong).toEqual([])
    }
    const lines = [...rows.values()]
    for (const [place, values] of [...frame.columns.values()].entries())
      expect(values.every((value, row) => value === Math.fround(lines[row]?.[place] ?? Number.NaN))).toBe(true)
  })

  test('lagged columns are views of the memory of one', async () => {
    const workspace = await workspaceWithFile()
    const { columns, grid } = await workspace.compute({ definition: 'F1agg110', ...FROM_FILE })
    expect(columns.size).toBe(110)
    const [now, before] = [columns.get('5T_0_D'), columns.get('5T_1_D')]
    expect([now?.length, before?.length]).toEqual([grid.rows, grid.rows])
    expect(now?.buffer).toBe(before?.buffer)
    expect(now?.[0]).toBe(before?.[5])
  })

  test('a target gives a label for each candle; the first and the last ones, not final, are hold', async () => {
    const workspace = await workspaceWithFile()
    const frame = await workspace.compute({ definition: 'T10up5low30min', ...FROM_FILE, out: 't.csv' })
    expect(frame).toMatchObject({ id: 'T10up5low30min', kind: 'targets', classes: ['hold', 'buy', 'sell'], version: 1 })
    const golden = goldenTable('T10up5low30min')
    const { names, rows } = await readCsv(join(workspace.directory, 't.csv'))
    expect(names).toEqual(golden.names)
    expect([...rows].map(([time, values]) => [time, ...values])).toEqual(golden.rows)
  })

  test('rows of a target without a label are counted', async () => {
    const workspace = await workspaceWithFile(200)
    const request = { definition: 'TargetGrad1h1pct', ...FROM_FILE }
    expect(await workspace.compute(request)).toMatchObject({ unlabelled: 59 })
    const part = await workspace.compute({ ...request, from: '2023-08-01T01:00', to: '2023-08-01T02:00' })
    expect(part).toMatchObject({ unlabelled: 0, grid: { rows: 60 } })
  })

  test('the store gives the same file, keeps what it computed, and any range is a part of it', async () => {
    const workspace = await workspaceWithStore()
    const { directory } = workspace
    await writeFile(join(directory, CANDLE_FILE), candleCsv(candles))
    const definition = 'F1agg110'
    const range = { from: '2023-08-20T12:00', to: '2023-08-20T13:00' }
    await workspace.compute({ definition, ...FROM_FILE, out: 'file.csv' })
    await workspace.compute({ definition, base: 'fil', ...range, out: 'hour.csv' })
    await workspace.compute({ definition, base: 'FIL', out: 'all.csv' })
    await workspace.compute({ definition, ...FROM_FILE, ...range, out: 'part.csv' })
    const [file, hour, all, part] = await Promise.all(
      ['file.csv', 'hour.csv', 'all.csv', 'part.csv'].map((name) => readFile(join(directory, name), 'utf8')),
    )
    expect(all === file).toBe(true)
    expect(hour === part).toBe(true)
    const [head, ...lines] = (hour ?? '').trimEnd().split('\n')
    expect(lines.length).toBe(60)
    expect(file?.startsWith(`${head}\n`) && file.includes(lines.join('\n'))).toBe(true)
    const folder = join(directory, 'data', 'features', definition, 'binance', 'spot', 'FIL-USDT', '1m')
    expect(await readdir(folder)).toEqual(['2023-08.arrow'])
  })

  test('an Arrow file holds the same values', async () => {
    const workspace = await workspaceWithFile()
    const { columns, out } = await workspace.compute({ definition: 'F1agg110', ...FROM_FILE, out: 'f.arrow' })
    expect(out).toBe(join(workspace.directory, 'f.arrow'))
    const { frame, metadata } = await readFrameFile(join(workspace.directory, 'f.arrow'), alwaysOpen())
    expect(metadata['definition']).toBe('F1agg110')
    expect([...frame.columns.keys()]).toEqual([...columns.keys()])
    for (const [name, values] of frame.columns) {
      const wanted = columns.get(name)
      expect(values.length === wanted?.length && values.every((value, row) => value === wanted[row])).toBe(true)
    }
  })

  test('a Parquet file holds the same values', async () => {
    const workspace = await workspaceWithFile()
    const { grid, columns } = await workspace.compute({ definition: 'F2cond20', ...FROM_FILE, out: 'f.parquet' })
    await workspace.compute({ definition: 'T10up5low30min', ...FROM_FILE, out: 't.parquet' })
    const read = async (name: string): Promise<SourceTable> =>
      readParquet(await readFile(join(workspace.directory, name)), name)
    const table = await read('f.parquet')
    expect([table.names, table.rows]).toEqual([['timestamp', ...columns.keys()], grid.rows])
    const times = await table.read('timestamp')
    expect(times).toMatchObject({ kind: 'time' })
    expect([...times.values]).toEqual(Array.from({ length: grid.rows }, (_, row) => timeAt(grid, row)))
    for (const [name, wanted] of columns) {
      const { values } = await table.read(name)
      expect(wanted.findIndex((value, row) => value !== values[row])).toBe(-1)
    }
    const labels = await (await read('t.parquet')).read('target')
    expect([0, 1, 2].map((label) => Array.from<unknown>(labels.values).includes(label))).toEqual([true, true, true])
  })

  test('a frame sums up in figures of each column', async () => {
    const workspace = await workspaceWithStore()
    const frame = await workspace.compute({ definition: 'TargetGrad1h1pct' })
    expect([frame.id, frame.kind, frame.source]).toEqual(['TargetGrad1h1pct', 'targets', 'binance/spot/FIL-USDT/1m'])
    const summary = summarizeFrame(frame)
    expect(summary).toMatchObject({ rows: 44_640, from: '2023-08-01T00:00Z', to: '2023-09-01T00:00Z' })
    expect(summary.columns.map(({ name, missing }) => [name, missing])).toEqual([
      ['gain', 59],
      ['target', 0],
    ])
    expect(Object.values(summary.classes ?? {}).reduce((sum, count) => sum + count, 0)).toBe(44_640)
  })

  test.each([
    [{ definition: 'F9' }, 14_400, /no feature set or target is called F9; feature sets: F1agg110, .*T10up5low30min/],
    [{ definition: 'F2cond20' }, 14_399, /F2cond20 needs at least 14400 candles .* there are 14399, from 2023-08-01T0/],
    [{ definition: 'F1agg110' }, 14_400, /F1agg110 needs at least 14401 candles .* there are 14400/],
    [{ definition: 'F2cond20', out: 'f.xlsx' }, 14_400, /^out is f.xlsx: .* ends in .csv, .arrow, .parquet/],
    [{ definition: 'F2cond20', from: '2024-01-01' }, 14_400, /no rows .* the candles give rows from 2023-08-10T23:59Z/],
    [{ definition: 'F2cond20', from: '2023-08-11', to: '2023-08-11' }, 14_400, /empty range/],
    [{ definition: 'F2cond20', from: 'soon' }, 14_400, /^from is soon: expected an ISO time/],
    [{ definition: 'F2cond20', base: 'fil' }, 14_400, /^base and candles exclude each other/],
  ])('%j of %i candles is refused in one line', async (request, rows, message) => {
    const workspace = await workspaceWithFile(rows)
    const refusal = await workspace.compute({ ...request, ...FROM_FILE }).catch((error: unknown) => error)
    if (!(refusal instanceof UserError)) throw new Error(`not refused as expected: ${String(refusal)}`)
    expect(refusal.message).toMatch(message)
    expect(refusal.message).not.toContain('\n')
    expect(await readdir(workspace.directory)).toEqual([CANDLE_FILE])
  })

  test('an id that a feature set and a target share is refused, with the file to rename', async () => {
    const workspace = await workspaceWithFile(100)
    const text = HIGHER_LATER.replaceAll('HigherLater', 'F2cond20')
    await createUserWorkspace({ 'targets/F2cond20.ts': text }, workspace.directory)
    await expect(workspace.compute({ definition: 'F2cond20', ...FROM_FILE })).rejects.toThrow(
      /F2cond20\.ts: both a feature set and a target are called F2cond20; give this file/,
    )
  })

  test('a column that a definition does not say it reads is refused, from a file as from the store', async () => {
    const text = BESIDE_BTC.replace("needs: ['btc']", "reads: ['close']")
      .replace("const { close } = otherCandles(candles, 'btc')", 'const { close } = candles')
      .replaceAll('BesideBtc', 'Reads')
    for (const [workspace, source] of [
      [await workspaceWithFile(100), FROM_FILE],
      [await workspaceWithStore(), { base: 'fil' }],
    ] as const) {
      await writeUserFiles({ 'features/Reads.ts': text }, workspace.directory)
      await expect(workspace.compute({ definition: 'Reads', ...source })).rejects.toThrow(
        /Reads\.ts:11: compute of Reads failed: no column open; there are close$/,
      )
    }
  })

  test('rows that read an outage are counted, from a file and from the store', async () => {
    const workspace = await workspaceWithFile(600)
    const lines = candleCsv(candles, 600).split('\n')
    const gap = join(workspace.directory, 'gap.csv')
    await writeFile(gap, [...lines.slice(0, 301), ...lines.slice(341)].join('\n'))
    const definition = 'TargetGrad30m5pml'
    // The label at a minute reads 14 candles before and 15 after it; 40 are missing.
    const beside = { grid: { rows: 600 }, besideOutage: 40 + 14 + 15 }
    expect(await workspace.compute({ definition, candles: ['gap.csv'] })).toMatchObject(beside)
    await workspace.data.import({ files: ['gap.csv'], base: 'fil' })
    expect(await workspace.compute({ definition })).toMatchObject(beside)
    expect(await workspace.compute({ definition, ...FROM_FILE })).toMatchObject({ besideOutage: 0 })
  })

  test('a definition that needs other bases takes their files too, over the time that all share', async () => {
    const workspace = await openTestWorkspace(await writeUserFiles({ 'features/BesideBtc.ts': BESIDE_BTC }))
    const btc = sliceCandles(candles, 1000, 300)
    await writeFile(join(workspace.directory, 'fil.csv'), candleCsv(candles, 1200))
    await writeFile(join(workspace.directory, 'btc.csv'), candleCsv(btc))
    const files = { candles: ['fil.csv', 'BTC=btc.csv'] }
    const { grid, columns } = await workspace.compute({ definition: 'BesideBtc', ...files })
    expect(grid.rows).toBe(200)
    for (const [row, value] of (columns.get('ratio') ?? []).entries()) {
      const candle = (timeAt(grid, row) - timeAt(candles.grid, 0)) / 60_000
      expect(value).toBeCloseTo((candles.close[candle] ?? 0) / (candles.open[candle] ?? 0), 6)
    }
  })

  const [BESIDE, GRAD] = ['BesideBtc', 'TargetGrad30m5pml']
  test.each([
    [{ definition: BESIDE, candles: ['fil.csv'] }, /BesideBtc needs candles of btc too: give .* as candles btc=FILE/],
    [{ definition: BESIDE, candles: ['btc=fil.csv'] }, /^candles is btc=fil\.csv: expected one file alone/],
    [{ definition: BESIDE, candles: ['fil.csv', 'fil.csv'] }, /expected one file alone/],
    [{ definition: BESIDE, candles: ['fil.csv', 'btc=fil.csv', 'BTC=fil.csv'] }, /^candles names a file of BTC twice/],
    [{ definition: BESIDE, candles: ['fil.csv', 'btc=late.csv'] }, /candles of btc are from .* share/],
    [
      { definition: GRAD, candles: ['fil.csv', 'btc=fil.csv'] },
      /does not read candles of btc \(it needs no other base/,
    ],
    [{ definition: GRAD, candles: ['fil.csv'], out: 'folder.csv' }, /^out .*folder\.csv .*it is a folder/],
    [{ definition: GRAD, candles: ['fil.csv'], out: 'fil.csv/out.csv' }, /^out .*out\.csv cannot be written/],
  ])('%j is refused in one line', async (request, message) => {
    const workspace = await openTestWorkspace(await writeUserFiles({ 'features/BesideBtc.ts': BESIDE_BTC }))
    await writeFile(join(workspace.directory, 'fil.csv'), candleCsv(candles, 300))
    await writeFile(join(workspace.directory, 'late.csv'), candleCsv(sliceCandles(candles, 300, 100)))
    await mkdir(join(workspace.directory, 'folder.csv'))
    await expect(workspace.compute(request)).rejects.toThrow(message)
  })

  test('a base that is not stored, an empty store, and a choice of several say what to do', async () => {
    const workspace = await workspaceWithStore()
    await expect(workspace.compute({ definition: 'F2cond20', base: 'near' })).rejects.toThrow(
      /no candles of base near .* there are: fil/,
    )
    await workspace.data.simulate({ bases: ['sim', 'mis'], to: '2024-01-02' })
    const simulated = await openTestWorkspace(workspace.directory, { config: { exchange: { id: 'simulated' } } })
    await expect(simulated.compute({ definition: 'T10up5low30min' })).rejects.toThrow(
      'base is missing: there are mis, sim; name one',
    )
    const empty = await openTestWorkspace()
    await expect(empty.compute({ definition: 'F2cond20' })).rejects.toThrow(/no candles are stored; import some/)
  })

  test('two computations of one workspace work side by side', async () => {
    const workspace = await openTestWorkspace(undefined, { config: { exchange: { id: 'simulated' } } })
    await workspace.data.simulate({ bases: ['sim', 'mis'], from: '2024-01-20', to: '2024-02-10' })
    const request = { definition: 'F2cond20', from: '2024-02-01' }
    const [a, b, c] = await Promise.all([
      workspace.compute({ ...request, base: 'sim' }),
      workspace.compute({ ...request, base: 'sim' }),
      workspace.compute({ ...request, base: 'mis' }),
    ])
    expect(a.columns.get('gain30m')).toEqual(b.columns.get('gain30m'))
    expect(c.grid.rows).toBe(a.grid.rows)
  })
})
