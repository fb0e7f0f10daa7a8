import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { openWorkspace } from '../../src/workspace/index.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { goldenPredictionsCsv } from '../support/golden-predictions.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const grid = z.array(z.array(z.number()))
const cell = { gain: z.number(), count: z.number(), buyThreshold: z.number(), sellThreshold: z.number() }
const document = z.looseObject({
  thresholds: z.array(z.number()),
  fee: z.number(),
  gain: grid,
  count: grid,
  confusion: grid,
  best: z.strictObject(cell),
  cell: z.looseObject(cell),
  source: z.looseObject({ usedForSelection: z.string(), simulated: z.boolean() }),
  bases: z.array(z.looseObject({ base: z.string(), from: z.string(), to: z.string(), count: grid })),
  report: z.string().optional(),
})

async function assess(folder: string, ...args: readonly string[]): Promise<{ io: FakeIo; code: number }> {
  const io = fakeIo(folder)
  return { io, code: await run(['assess', ...args], io) }
}

async function assessGolden(...args: readonly string[]): Promise<{ io: FakeIo; code: number }> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'predictions.csv'), await goldenPredictionsCsv())
  return assess(folder, '--predictions', 'predictions.csv', ...args)
}

describe('assess --predictions', () => {
  test('--json prints one document and nothing else', async () => {
    const { io, code } = await assessGolden('--json')
    expect(io.stderr()).toBe('')
    expect(code).toBe(0)
    const printed = document.parse(JSON.parse(io.stdout()))
    expect(printed.best).toMatchObject({ count: 21, buyThreshold: 0.9, sellThreshold: 0.9 })
    expect(printed.report).toBeUndefined()
  })

  test('the text fits a terminal of 100 columns and shows matrix, comparison and events', async () => {
    const { io, code } = await assessGolden('--buy', '0.7', '--sell', '0.8')
    expect(code).toBe(0)
    const lines = io.stdout().split('\n')
    expect(Math.max(...lines.map((text) => text.length))).toBeLessThanOrEqual(100)
    expect(io.stdout()).toContain('-9.68')
    expect(io.stdout()).toMatch(/A trade gains -?\d\.\d\d % before costs, which take 0\.20 %\n/)
    expect(io.stdout()).toMatch(/volatility +low +1,980 /)
    expect(io.stdout()).toMatch(/Brier score of the probabilities: \d\.\d{4}/)
    expect(io.stdout()).toMatch(/buy 0.7 sell 0.8, as asked for/)
    expect(io.stdout()).toMatch(/sell +7 +31 +115 +153 +\d+/)
  })

  test('says which rule of exit made the figures', async () => {
    const { io } = await assessGolden()
    expect(io.stdout()).toContain('Sold by the sell threshold alone; trade also stops losses (--loss-minutes)')
    const { io: other } = await assessGolden('--loss-minutes', '5')
    expect(other.stdout()).toContain(
      'Sold by the sell threshold, or after more than 5 minutes in a row below the purchase',
    )
    const { io: json } = await assessGolden('--loss-minutes', '5', '--json')
    expect(document.parse(JSON.parse(json.stdout())).source).toMatchObject({ exits: { lossMinutes: 5 } })
  })

  test('says what orders were filled at', async () => {
    const { io } = await assessGolden()
    expect(io.stdout()).toContain(
      'Filled at the close of the minute that decides, without a spread (the file brings only closes)',
    )
    const { io: refused, code } = await assessGolden('--fills', 'realistic')
    expect(code).toBe(1)
    expect(refused.stderr()).toMatch(/--fills realistic needs candles, .*leave out --fills for fills at the close/)
  })

  test('a cell that the shown rows chose themselves is told as too good', async () => {
    const { io } = await assessGolden()
    expect(io.stdout()).toMatch(/Cell buy .* best in hindsight/)
    expect(io.stdout()).toContain('the cell below is chosen by these very rows: its gain is too good')
    expect(io.stdout()).toContain('Gain in %, summed over trades')
    expect(io.stdout()).toMatch(/Rows by target \(down\) and predicted class \(across\)/)
    expect(io.stdout()).toMatch(/Best cell/)
  })

  test('a report that cannot be written names the option, and nothing is printed', async () => {
    const { io, code } = await assessGolden('--html', 'predictions.csv/report.html')
    expect(code).not.toBe(0)
    expect(io.stderr()).toMatch(/--html .*report\.html cannot be written: a part of the path is a file/)
    expect(io.stdout()).toBe('')
  })

  test.each([
    [[], /^error: nothing to assess; name a classifier, or give --predictions FILE\n$/],
    [['--predictions', 'p.csv', '--buy', '0.7'], /--buy chooses half a cell; give both --buy and --sell/],
    [['--predictions', 'p.csv', '--buy', '0.75', '--sell', '0.8'], /--buy is 0.75: allowed are 0.3/],
    [['mlp-1', '--set', 'future'], /--set is future: allowed are training, validation, test/],
  ])('%j is refused', async (args, expected) => {
    const { io, code } = await assess(await temporaryFolder(), ...args)
    expect(code).toBe(1)
    expect(io.stderr()).toMatch(expected)
  })
})

describe('assess CLASSIFIER', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillTrainingWorkspace(folder)
    const workspace = await openWorkspace(folder)
    const definitions = { features: 'F2cond20', target: 'T10up5low30min', sets: 'sets.csv' }
    await workspace.train({ ...definitions, bases: ['one'], name: 'mlp', select: 'seed', epochs: 1, batchSize: 256 })
    await workspace.close()
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('writes a report into the reports folder, and none where it is not wanted', async () => {
    const { io, code } = await assess(folder, 'mlp', '--set', 'validation')
    expect(code, io.stderr()).toBe(0)
    expect(io.stdout()).toContain('used for selection')
    const file = join(folder, 'reports', 'mlp-validation.html')
    expect(io.stdout()).toContain(`Report: ${file}\n`)
    expect(await readFile(file, 'utf8')).toContain('"usedForSelection":"yes"')
    await rm(file)
    const without = await assess(folder, 'mlp', '--set', 'validation', '--no-html')
    expect(without.io.stdout()).not.toContain('Report:')
    await expect(stat(file)).rejects.toThrow(/ENOENT/)
  })

  test('tells what realistic fills take for granted and cost, in text, JSON and report', async () => {
    const args = [
      'mlp',
      '--set',
      'training',
      '--buy',
      '0.5',
      '--sell',
      '0.5',
      '--fills',
      'realistic',
      '--stake',
      '2500',
    ]
    const { io, code } = await assess(folder, ...args)
    expect(code, io.stderr()).toBe(0)
    const text = io.stdout()
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(text).toContain('Filled at the next open, half the spread and slippage worse\n')
    expect(text).toMatch(/Assumed: orders of 2500 quote, impact 0.1\n/)
    expect(text).toMatch(
      /Spread of one: 0\.\d{4} % on average; of its rows (?:estimated from candles \(EDGE\) in \d+ %, )?one tick in \d+ %\n/,
    )
    expect(text).toMatch(
      /The gains are after \d+\.\d\d % of spread and \d+\.\d\d % of slippage, summed over all trades/,
    )
    const report = join(folder, 'reports', 'mlp-training.html')
    expect(await readFile(report, 'utf8')).toContain('"fills":{"stake":2500,"impact":0.1,"spreads":[{"base":"one",')
    await rm(report)
    const { io: json } = await assess(folder, ...args, '--json', '--no-html')
    const printed = document.parse(JSON.parse(json.stdout()))
    expect(printed.source.fills).toMatchObject({ stake: 2500, impact: 0.1, spreads: [{ base: 'one' }] })
    expect(z.object({ spread: z.number(), slippage: z.number() }).parse(printed.cell.costs).spread).toBeGreaterThan(0)
  })

  test('takes paths by the folder that it is typed in', async () => {
    const here = join(folder, 'classifiers')
    const { io, code } = await assess(here, './mlp', '--workspace', folder, '--html', 'own.html', '--json')
    expect(code, io.stderr()).toBe(0)
    const printed = document.parse(JSON.parse(io.stdout()))
    expect(printed.report).toBe(join(here, 'own.html'))
    expect(printed.source.simulated).toBe(true)
  })
})
