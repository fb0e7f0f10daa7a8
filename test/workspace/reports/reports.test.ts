import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import { CancelledError, UserError } from '../../../src/workspace/index.js'
import type { ReportFeaturesRequest, ReportTargetsRequest } from '../../../src/workspace/reports/request.js'
import { writeReportPage } from '../../../src/workspace/reports/write-report-page.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { timeAt } from '../../../src/core/grid.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { fillReportWorkspace } from '../../support/report-workspace.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { HOUR_RETURN } from '../../support/user-files.js'

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

async function refused(message: RegExp, work: () => Promise<unknown>): Promise<void> {
  const refusal = await work().catch((error: unknown) => error)
  if (!(refusal instanceof UserError)) throw new Error(`not refused as expected: ${String(refusal)}`)
  expect(refusal.message).toMatch(message)
  expect(refusal.message).not.toContain('\n')
}

describe('reports', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillReportWorkspace(folder)
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

  const opened = (): Promise<TestWorkspace> => openTestWorkspace(folder)
  const features = async (request: ReportFeaturesRequest): Promise<FeatureReport> =>
    (await opened()).reports.features({ openTestSet: true, ...request })
  const targets = async (request: ReportTargetsRequest): Promise<TargetReport> =>
    (await opened()).reports.targets({ openTestSet: true, ...request })

  test('what is wrong with a column is found and told', async () => {
    const report = await features({ definition: 'Faulty', target: 'HigherLater' })
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

  test('labels are counted, and traded as if they were known', async () => {
    const report = await targets({ definition: 'HigherLater' })
    expect(report.overall.map(({ set }) => set)).toEqual(['training', 'validation', 'test'])
    for (const { runs } of report.overall) for (const { rows, events } of runs) expect(events).toBeLessThanOrEqual(rows)
    const counted = report.overall.map(({ runs }) => runs.reduce((sum, { rows }) => sum + rows, 0))
    expect(counted).toEqual([2 * (8 * 1440 - 30), 2 * 2 * 1440, 2 * (3 * 1440 - 30)])
    expect(report.ceiling?.fee).toBe(0.001)
  })

  test('a page is one whole file', async () => {
    const workspace = await readWorkspace(folder)
    for (const [kind, report] of [
      ['features', await features({ definition: 'HourReturn' })],
      ['targets', await targets({ definition: 'HigherLater' })],
    ] as const) {
      const file = join(folder, `${kind}.html`)
      await writeReportPage(file, report, { workspace, clock: systemClock }, 'html')
      const page = await readFile(file, 'utf8')
      expect(page).toContain(`"format":"followupward-${kind}"`)
      expect(page.replaceAll(/<a href[^>]*>|xmlns|http:\/\/www\.w3\.org[\w/]*/g, '')).not.toMatch(/src=|<link|@import/)
    }
  })

  test('a range cuts the sets, which may be given as ranges; a file of candles comes without', async () => {
    const definition = 'HourReturn'
    const cut = await features({ definition, from: '2024-01-11', to: '2024-01-13' })
    expect(cut.sets).toEqual(['validation', 'test'])
    expect(cut.rows.map(({ rows }) => rows)).toEqual([1440, 1440, 1440, 1440])
    const sets = { training: [['2024-01-02', '2024-01-03']], test: [['2024-01-12', '2024-01-12']] } as const
    const given = await features({
      definition,
      bases: ['ONE'],
      sets: {
        training: sets.training.map(([from, to]) => [from, to]),
        test: sets.test.map(([from, to]) => [from, to]),
      },
    })
    expect(given.rows.map(({ set, rows }) => [set, rows])).toEqual([
      ['training', 2880],
      ['test', 1440],
    ])
    const file = await features({ definition, candles: ['hours.csv'] })
    expect(file.sets).toEqual(['all'])
    expect(file.rows).toMatchObject([{ rows: 2940, dropped: { noHistory: 60 } }])
  })

  test('rows whose window touches an outage are left out and counted', async () => {
    const report = await features({ definition: 'HourReturn', candles: ['outage.csv'] })
    expect(report.rows).toMatchObject([{ rows: 2940 - 40 - 60, dropped: { noHistory: 60, outage: 100 } }])
    const labels = await targets({ definition: 'HigherLater', candles: ['outage.csv'] })
    expect(labels.rows).toMatchObject([{ dropped: { outage: 70 } }])
  })

  test('a set without rows stands beside the others', async () => {
    const { rows } = await features({ definition: 'HourReturn', sets: 'late.csv', bases: ['one'] })
    expect(rows.find(({ set }) => set === 'test')).toMatchObject({ rows: 0, dropped: { noCandles: 7200 } })
  })

  const HOUR = 'HourReturn'
  test.each([
    [{ definition: 'F9' }, /no feature set is called F9; there are .*F2cond20/],
    [{ definition: 'T10up5low30min' }, /no feature set is called T10up5low30min/],
    [{ definition: 'Faulty', target: 'T9' }, /no target is called T9; there are .*T10up5low30min/],
    [{ definition: HOUR, candles: ['short.csv'] }, /HourReturn needs at least 61 candles .* there are 60/],
    [{ definition: HOUR, candles: ['nan.csv'] }, /nan\.csv.*102.*open is "NaN": expected a number/],
    [{ definition: HOUR, candles: ['hours.csv'], bases: ['one'] }, /^bases and candles exclude each other/],
    [{ definition: HOUR, sets: 'past.csv' }, /base one has no candles in the sets' ranges/],
    [
      { definition: HOUR, sets: 'first-hour.csv' },
      /no rows of HourReturn left \(training: 60 without history; test: 7,200 without candles\)/,
    ],
    [{ definition: HOUR, sets: 'no.csv' }, /^sets: there is no file .*no\.csv/],
    [{ definition: HOUR, from: '2025-01-01' }, /no set of .*sets_split\.csv has a minute from 2025-01-01/],
  ])('features of %j are refused in one line', async (request, message) => {
    const before = await readdir(folder)
    await refused(message, () => features(request))
    expect(await readdir(folder)).toEqual(before)
  })

  test.each([
    [{ definition: 'F2cond20' }, /no target is called F2cond20/],
    [{ definition: 'HigherLater', candles: ['none.csv'] }, /none\.csv does not exist/],
    [{ definition: 'HigherLater', from: '2024-01-05', to: '2024-01-04' }, /empty range/],
    [{ definition: 'HigherLater', bases: ['btc'] }, /no candles of base btc .* there are: one, two/],
  ])('targets of %j are refused in one line', async (request, message) => {
    await refused(message, () => targets(request))
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
      await refused(message, () => features({ definition: 'HourReturn' }))
      await refused(message, () => features({ definition: 'HourReturn', candles: ['hours.csv'] }))
    } finally {
      await writeFile(file, HOUR_RETURN)
    }
  })

  test('it stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    const { reports } = await opened()
    const refusal = await reports
      .features({ definition: 'Faulty' }, { signal: stopped })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(CancelledError)
  })
})
