import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { plainCsv } from '../support/archive-csv.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { fillReportWorkspace } from '../support/report-workspace.js'

describe('features and targets', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillReportWorkspace(folder)
    const missing = Array.from({ length: 40 }, (_, i) => 1000 + i)
    const lines = plainCsv(candlesFrom(Date.UTC(2024, 0, 1), 3000)).split('\n')
    await writeFile(join(folder, 'outage.csv'), lines.filter((_, i) => !missing.includes(i - 1)).join('\n'))
    await writeFile(join(folder, 'late.csv'), 'training,2024-01-02,2024-01-09\ntest,2024-03-01,2024-03-05\n')
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

  test.each([
    ['features', 'Faulty', '--target', 'T10up5low30min'],
    ['features', 'Faulty', '--all', '--sets', 'late.csv'],
    ['features', 'F1agg110', '--from', '2024-01-12', '--base', 'one', '--open-test-set'],
    ['targets', 'T10up5low30min'],
    ['targets', 'TargetGrad1h1pct', '--candles', 'outage.csv'],
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

  test('rows that are left out are told with their reason, beside those that are there', async () => {
    const text = await output('features', 'HourReturn', '--candles', 'outage.csv')
    expect(text).toMatch(/2,840 .*60 without history, 100 beside an outage/)
    const late = await output('features', 'HourReturn', '--sets', 'late.csv', '--base', 'one', '--open-test-set')
    expect(late).toMatch(/one +test +0 +– +7,200 without candles/)
    expect(await output('targets', 'HigherLater')).toContain('Ceiling: what trading on the labels themselves')
  })

  test('a page and a file of JSON are written beside what is printed, whole', async () => {
    for (const [kind, id] of [
      ['features', 'HourReturn'],
      ['targets', 'HigherLater'],
    ] as const) {
      const text = await output(kind, id, '--html', `${kind}.html`, '--out', `${kind}.json`)
      expect(text).toContain(`\nPage: ${join(folder, `${kind}.html`)}\n`)
      expect(await readFile(join(folder, `${kind}.html`), 'utf8')).toContain(`"format":"followupward-${kind}"`)
      const written: unknown = JSON.parse(await readFile(join(folder, `${kind}.json`), 'utf8'))
      expect(written).toMatchObject({ definition: { id } })
      const printed: unknown = JSON.parse(await output(kind, id, '--html', `${kind}.html`, '--json'))
      expect(printed).toEqual({ ...Object(written), html: join(folder, `${kind}.html`) })
    }
  })

  test.each([
    [['features', 'F9'], /no feature set is called F9; there are .*F2cond20/],
    [['features', 'HourReturn', '--candles', 'x.csv', '--base', 'one'], /--base and --candles exclude each other/],
    [['features', 'HourReturn', '--sets', 'no.csv'], /--sets: there is no file .*no\.csv/],
    [['features', 'HourReturn', '--from', '2025-01-01'], /change --from and --to, or the sets/],
    [
      ['targets', 'HigherLater', '--html', join('late.csv', 'page.html')],
      /--html .*page\.html cannot be written: a part/,
    ],
    [['features', 'HourReturn', '--out', '.'], /--out .* cannot be written: it is a folder/],
  ])('%j is refused in one line', async (args, message) => {
    const before = await readdir(folder)
    expect(await refusal(...args)).toMatch(message)
    expect(await readdir(folder)).toEqual(before)
  })

  test('Ctrl-C ends it, with nothing written', async () => {
    const io = fakeIo(folder)
    io.interrupt()
    expect(await run(['features', 'Faulty', '--html', 'stopped.html'], io)).toBe(130)
    expect(await readdir(folder)).not.toContain('stopped.html')
  })
})
