import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { timeAt } from '../../src/core/grid.js'
import { simulateCandles } from '../../src/ohlcv/simulate-candles.js'
import { fakeIo } from '../support/fake-io.js'
import { fillInspectWorkspace } from '../support/inspect-workspace.js'
import { HOUR_RETURN } from '../support/user-files.js'

const START = Date.UTC(2024, 0, 1)

/** A csv of simulated candles; `edit` may change a line, or leave it out. */
function candleCsv(rows: number, edit: (line: string, row: number) => string | undefined = (line) => line): string {
  const { grid, open, high, low, close, volume } = simulateCandles('market', {
    seed: 3,
    from: START,
    rows,
    base: 'one',
  })
  const lines = Array.from({ length: rows }, (_, i) =>
    [timeAt(grid, i), open[i], high[i], low[i], close[i], volume[i]].join(),
  )
  return ['timestamp,open,high,low,close,volume', ...lines.flatMap((line, row) => edit(line, row) ?? []), ''].join('\n')
}

const featureSchema = z.object({
  sets: z.array(z.string()),
  bases: z.array(z.string()),
  rows: z.array(
    z.object({ base: z.string(), set: z.string(), rows: z.number(), dropped: z.record(z.string(), z.number()) }),
  ),
  columns: z.array(
    z.object({
      name: z.string(),
      constantIn: z.array(z.string()),
      twin: z.string().optional(),
      missing: z.number(),
      infinite: z.number(),
      drift: z.record(z.string(), z.number()),
      information: z.object({ bits: z.number() }).optional(),
      cluster: z.number().optional(),
    }),
  ),
  correlation: z.object({ clusters: z.array(z.array(z.string())) }),
})

const targetSchema = z.object({
  overall: z.array(z.object({ set: z.string(), runs: z.array(z.object({ rows: z.number(), events: z.number() })) })),
  rows: featureSchema.shape.rows,
  ceiling: z.object({ fee: z.number() }).optional(),
})

describe('features and targets', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillInspectWorkspace(folder)
    await writeFile(join(folder, 'short.csv'), candleCsv(60))
    await writeFile(join(folder, 'hours.csv'), candleCsv(3000))
    await writeFile(
      join(folder, 'outage.csv'),
      candleCsv(3000, (line, row) => (row >= 1000 && row < 1040 ? undefined : line)),
    )
    await writeFile(
      join(folder, 'nan.csv'),
      candleCsv(200, (line, row) => (row === 100 ? line.replace(/,[\d.]+,/, ',NaN,') : line)),
    )
    await writeFile(join(folder, 'past.csv'), 'training,2021-01-01,2021-02-01\n')
    await writeFile(join(folder, 'late.csv'), 'training,2024-01-02,2024-01-09\ntest,2024-03-01,2024-03-05\n')
    await writeFile(
      join(folder, 'first-hour.csv'),
      'training,2024-01-01T00:00,2024-01-01T00:59\ntest,2024-03-01,2024-03-05\n',
    )
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function output(...args: string[]): Promise<string> {
    const io = fakeIo(folder)
    expect(await run(args, io), io.stderr()).toBe(0)
    return io.stdout()
  }

  async function refusal(...args: string[]): Promise<string> {
    const io = fakeIo(folder)
    expect(await run(args, io)).toBe(1)
    expect(io.stdout()).toBe('')
    return io.stderr().trim().split('\n').at(-1) ?? ''
  }

  test('what is wrong with a column is found and told', async () => {
    const report = featureSchema.parse(
      JSON.parse(await output('features', 'Faulty', '--json', '--target', 'HigherLater')),
    )
    const column = new Map(report.columns.map((one) => [one.name, one]))
    expect(report.bases).toEqual(['one', 'two'])
    expect(report.sets).toEqual(['training', 'validation', 'test'])
    expect(column.get('still')?.constantIn).toEqual(['one', 'two'])
    expect(column.get('again')?.twin).toBe('gain')
    expect(column.get('holes')?.missing).toBeGreaterThan(0.2)
    expect(report.correlation.clusters.some((names) => names.includes('gain') && names.includes('less'))).toBe(true)
    expect(column.get('level')?.drift['test']).toBeGreaterThan(1)
    expect(column.get('gain')?.drift['test']).toBeLessThan(0.5)
    expect(column.get('still')?.information?.bits).toBe(0)
    const training = report.rows.find(({ base, set }) => base === 'one' && set === 'training')
    expect(training).toMatchObject({ rows: 8 * 1440 - 30, dropped: { purged: 30 } })
    expect(report.rows.find(({ base, set }) => base === 'two' && set === 'test')).toMatchObject({
      dropped: { notFinal: 30 },
    })
  })

  test.each([
    ['features', 'Faulty', '--target', 'T10up5low30min'],
    ['features', 'Faulty', '--all', '--sets', 'late.csv'],
    ['features', 'F1agg110', '--from', '2024-01-12', '--base', 'one'],
    ['targets', 'T10up5low30min'],
    ['targets', 'TargetGrad1h1pct', '--candles', 'hours.csv'],
  ])('%s %s %s %s %s: tables fit a terminal', async (...args) => {
    const text = await output(...args)
    expect(text.split('\n').filter((line) => line.trimEnd().length > 100)).toEqual([])
    expect(text).toContain(args[1])
  })

  test('the remarks of the table name each fault', async () => {
    const text = await output('features', 'Faulty')
    expect(text).toContain('Columns, those at fault first, those that drift most next\n')
    expect(text).toMatch(/^still .*constant/m)
    expect(text).toMatch(/^again .*same as gain/m)
    expect(text).toMatch(/^level .*drifts/m)
    expect(text).toMatch(/^holes .*%/m)
  })

  test('labels are counted, and traded as if they were known', async () => {
    const report = targetSchema.parse(JSON.parse(await output('targets', 'HigherLater', '--json')))
    expect(report.overall.map(({ set }) => set)).toEqual(['training', 'validation', 'test'])
    for (const { runs } of report.overall) for (const { rows, events } of runs) expect(events).toBeLessThanOrEqual(rows)
    const counted = report.overall.map(({ runs }) => runs.reduce((sum, { rows }) => sum + rows, 0))
    expect(counted).toEqual([2 * (8 * 1440 - 30), 2 * 2 * 1440, 2 * (3 * 1440 - 30)])
    expect(report.ceiling?.fee).toBe(0.001)
    expect(await output('targets', 'HigherLater')).toContain('Ceiling: what trading on the labels themselves')
  })

  test('a page is written beside what is printed, whole', async () => {
    for (const kind of ['features', 'targets'] as const) {
      const id = kind === 'features' ? 'HourReturn' : 'HigherLater'
      const text = await output(kind, id, '--html', `${kind}.html`)
      expect(text).toContain(join(folder, `${kind}.html`))
      const page = await readFile(join(folder, `${kind}.html`), 'utf8')
      expect(page).toContain(`"format":"followupward-${kind}"`)
      expect(page.replaceAll(/<a href[^>]*>|xmlns|http:\/\/www\.w3\.org[\w/]*/g, '')).not.toMatch(/src=|<link|@import/)
    }
  })

  test('--from and --to cut the sets, a file of candles comes without', async () => {
    const cut = featureSchema.parse(
      JSON.parse(await output('features', 'HourReturn', '--json', '--from', '2024-01-11', '--to', '2024-01-13')),
    )
    expect(cut.sets).toEqual(['validation', 'test'])
    expect(cut.rows.map(({ rows }) => rows)).toEqual([1440, 1440, 1440, 1440])
    const file = featureSchema.parse(
      JSON.parse(await output('features', 'HourReturn', '--json', '--candles', 'hours.csv')),
    )
    expect(file.sets).toEqual(['all'])
    expect(file.rows).toMatchObject([{ rows: 2940, dropped: { noHistory: 60 } }])
  })

  test('rows whose window touches an outage are left out, counted and told', async () => {
    const report = featureSchema.parse(
      JSON.parse(await output('features', 'HourReturn', '--json', '--candles', 'outage.csv')),
    )
    expect(report.rows).toMatchObject([{ rows: 2940 - 40 - 60, dropped: { noHistory: 60, outage: 100 } }])
    const text = await output('features', 'HourReturn', '--candles', 'outage.csv')
    expect(text).toMatch(/2,840 .*60 without history, 100 beside an outage/)
    expect(await output('targets', 'HigherLater', '--candles', 'outage.csv')).toMatch(/70 beside an outage/)
  })

  test('a set without rows is told beside the others', async () => {
    const text = await output('features', 'HourReturn', '--sets', 'late.csv', '--base', 'one')
    expect(text).toMatch(/one +test +0 +– +7,200 without candles/)
  })

  test.each([
    [['features', 'F9'], /no feature set is called F9; there are .*F2cond20/],
    [['features', 'T10up5low30min'], /no feature set is called T10up5low30min/],
    [['features', 'Faulty', '--target', 'T9'], /no target is called T9; there are .*T10up5low30min/],
    [['targets', 'F2cond20'], /no target is called F2cond20/],
    [['features', 'HourReturn', '--candles', 'short.csv'], /HourReturn needs at least 61 candles .* there are 60/],
    [['features', 'HourReturn', '--candles', 'nan.csv'], /nan\.csv.*102.*open is "NaN": expected a number/],
    [['targets', 'HigherLater', '--candles', 'none.csv'], /none\.csv does not exist/],
    [['features', 'HourReturn', '--candles', 'hours.csv', '--base', 'one'], /--base and --candles exclude each other/],
    [['features', 'HourReturn', '--sets', 'past.csv'], /base one has no candles in the sets' ranges/],
    [
      ['features', 'HourReturn', '--sets', 'first-hour.csv'],
      /no rows of HourReturn left \(training: 60 without history; test: 7,200 without candles\)/,
    ],
    [['features', 'HourReturn', '--sets', 'no.csv'], /--sets: there is no file .*no\.csv/],
    [['features', 'HourReturn', '--from', '2025-01-01'], /no set of .*sets_split\.csv has a minute from 2025-01-01/],
    [['targets', 'HigherLater', '--from', '2024-01-05', '--to', '2024-01-04'], /empty range/],
    [['targets', 'HigherLater', '--base', 'btc'], /no candles of base btc .* there are: one, two/],
  ])('%j is refused in one line', async (args, message) => {
    const before = await readdir(folder)
    expect(await refusal(...args, '--html', 'refused.html')).toMatch(message)
    expect(await readdir(folder)).toEqual(before)
  })

  test('a path that cannot be written is named', async () => {
    const file = join('hours.csv', 'page.html')
    expect(await refusal('targets', 'HigherLater', '--html', file)).toMatch(
      /--html .*page\.html cannot be written: a part/,
    )
    expect(await refusal('features', 'HourReturn', '--out', '.')).toMatch(/--out .* cannot be written: it is a folder/)
  })

  test.each([
    [
      "['return', values]",
      "['gain', values]",
      /HourReturn\.ts:\d+: compute of HourReturn returned the columns gain: expected return/,
    ],
    [
      'gridAfterHistory(id, history,',
      'gridAfterHistory(id, history - 1,',
      /HourReturn\.ts:\d+: compute of HourReturn returned \d+ rows: expected \d+/,
    ],
    [
      'compute(candles: Candles) {',
      "compute(candles: Candles) { throw new Error('oh')",
      /HourReturn\.ts:\d+: compute of HourReturn failed: oh/,
    ],
  ])('a definition with %s as %s is named with file and line', async (right, wrong, message) => {
    const file = join(folder, 'features', 'HourReturn.ts')
    await writeFile(file, HOUR_RETURN.replace(right, wrong))
    try {
      expect(await refusal('features', 'HourReturn')).toMatch(message)
      expect(await refusal('features', 'HourReturn', '--candles', 'hours.csv')).toMatch(message)
    } finally {
      await writeFile(file, HOUR_RETURN)
    }
  })

  test('Ctrl-C ends it, with nothing written', async () => {
    const io = fakeIo(folder)
    io.interrupt()
    expect(await run(['features', 'Faulty', '--html', 'stopped.html'], io)).toBe(130)
    expect(await readdir(folder)).not.toContain('stopped.html')
  })
})
