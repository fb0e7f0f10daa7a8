import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { rowAt } from '../../../src/core/grid.js'
import { toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { fillSeries } from '../../../src/workspace/rows/fill-series.js'
import { selectedThresholds, type SelectedThresholds } from '../../../src/classifier/description.js'
import type { AssessRequest } from '../../../src/workspace/assess/request.js'
import type { AssessResult } from '../../../src/workspace/assess/result.js'
import { defaultReportFile, writeAssessmentReport } from '../../../src/workspace/assess/write-report.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import { openWorkspace, type Ports } from '../../../src/workspace/index.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'

let folder = ''
let selected: SelectedThresholds | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const workspace = await openWorkspace(folder)
  const { classifier } = await workspace.train({
    bases: ['one', 'two'],
    features: 'F2cond20',
    target: 'T10up5low30min',
    sets: 'sets.csv',
    name: 'mlp',
    select: 'seed',
    epochs: 2,
    batchSize: 256,
  })
  await workspace.close()
  selected = selectedThresholds(classifier.description)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function assess(request: AssessRequest, options: Partial<Ports> = {}): Promise<AssessResult> {
  const workspace = await openWorkspace(folder)
  try {
    return await workspace.assess(request, options)
  } finally {
    await workspace.close()
  }
}

test('the validation matrix is the one that chose the epoch, and says so', async () => {
  const { assessment, source, gain } = await assess({ classifier: 'mlp', set: 'validation' })
  const { count, buyThreshold, sellThreshold } = selected ?? {}
  expect(assessment.matrix.best).toMatchObject({ count, buyThreshold, sellThreshold })
  expect(assessment.matrix.best.gain).toBeCloseTo(selected?.gain ?? Number.NaN, 9)
  expect(assessment.cell).toMatchObject({ buyThreshold, sellThreshold })
  expect(gain).toBeCloseTo(selected?.gain ?? Number.NaN, 9)
  expect(source).toMatchObject({ set: 'validation', usedForSelection: 'yes', cellChosenBy: 'validation' })
})

test('the verdict stands on validation days that selected it, in amber, and counts what the ledger has of them', async () => {
  const { verdict, assessment } = await assess({ classifier: 'mlp', set: 'validation' })
  expect(verdict).toMatchObject({ basis: 'selectionDays', optimistic: true, status: 'cannotBeSaid' })
  const { figures, reasons } = verdict
  expect(figures.trades).toBe(assessment.overall.trades.length)
  expect(figures.gain).toBeCloseTo(assessment.overall.gain / 2, 9)
  expect(reasons).toContain('fewDays')
  // Looking at the same cell again is no further trial; another cell is one.
  expect(figures.trials).toMatchObject({ epochs: 2 })
  const again = await assess({ classifier: 'mlp', set: 'validation' })
  expect(again.verdict.figures.trials.raw).toBe(figures.trials.raw)
  const other = await assess({ classifier: 'mlp', set: 'validation', buy: 0.4, sell: 0.4 })
  expect(other.verdict.figures.trials.raw).toBe(figures.trials.raw + 1)
})

test('without a test set it is the validation set that is assessed, and the log says what has no rows', async () => {
  const lines: string[] = []
  const { source } = await assess({ classifier: 'mlp' }, { log: (line) => lines.push(line) })
  expect(source.set).toBe('validation')
  expect(lines).toEqual([])
})

test('a classifier is found by the path of its folder, for one base and another cell', async () => {
  const cell = { buy: 0.5, sell: 0.5 }
  const { assessment, gain, source } = await assess({
    classifier: './classifiers/mlp',
    set: 'training',
    bases: ['TWO'],
    ...cell,
  })
  expect(assessment.bases.map(({ series }) => series.base)).toEqual(['two'])
  expect(assessment.cell).toEqual({ buyThreshold: 0.5, sellThreshold: 0.5 })
  expect(gain).toBeCloseTo(assessment.matrix.gain[2]?.[2] ?? Number.NaN, 9)
  expect(source).toMatchObject({ name: 'mlp', cellChosenBy: 'option' })
})

test('the exit of the trading loop after minutes at a loss is an option, and what the workspace sets for trading', async () => {
  const request = { classifier: 'mlp', set: 'training', buy: 0.5, sell: 0.9 } as const
  const plain = await assess(request)
  const asked = await assess({ ...request, lossMinutes: 2 })
  expect(plain.source.exits).toBeUndefined()
  expect(asked.source.exits).toEqual({ lossMinutes: 2 })
  expect(asked.assessment.overall.trades.some(({ exit }) => exit === 'loss')).toBe(true)
  expect(asked.gain).not.toBe(plain.gain)
  expect(asked.gain).toBeCloseTo(asked.assessment.matrix.gain[2]?.[6] ?? Number.NaN, 9)
  const config = { trading: { lossMinutes: 2 } }
  const workspace = await openWorkspace(folder, { config })
  onTestFinished(() => workspace.close())
  const configured = await workspace.assess(request)
  expect([configured.gain, configured.source.exits]).toEqual([asked.gain, { lossMinutes: 2 }])
  expect((await workspace.assess({ ...request, lossMinutes: 0 })).gain).toBe(plain.gain)
})

describe('exits by the labels', () => {
  const request = { classifier: 'mlp', set: 'training', buy: 0.5, sell: 0.9 } as const
  const labels = { stopLoss: 0.005, takeProfit: 0.01, maxMinutes: 28 }

  test('come from the barriers of the target, by closes or within the minute, and say so', async () => {
    const plain = await assess(request)
    const byClose = await assess({ ...request, exits: 'labels' })
    const within = await assess({ ...request, exits: 'labels', exitTrigger: 'high-low' })
    expect(byClose.source.exits).toEqual(labels)
    expect(within.source.exits).toEqual({ ...labels, trigger: 'high-low' })
    const { trades } = byClose.assessment.overall
    expect(trades.length).toBeGreaterThan(plain.assessment.overall.trades.length)
    expect(trades.every(({ minutes }) => minutes <= 28)).toBe(true)
    const stops = within.assessment.overall.trades.filter(({ exit }) => exit === 'stopLoss')
    expect(stops.length).toBeGreaterThan(0)
    for (const { buyPrice, sellPrice } of stops) expect(sellPrice / buyPrice).toBeLessThanOrEqual(0.995 + 1e-12)
    for (const { gain, assessment } of [byClose, within])
      expect(gain).toBeCloseTo(assessment.matrix.gain[2]?.[6] ?? Number.NaN, 9)
  })

  test('a report of them has its page', async () => {
    const result = await assess({ ...request, exits: 'labels', fills: 'realistic', exitTrigger: 'high-low' })
    const file = join(await temporaryFolder(), 'report.html')
    const workspace = await readWorkspace(folder)
    await writeAssessmentReport(file, result, { workspace, clock: systemClock })
    expect(await readFile(file, 'utf8')).toContain('"exits":{"stopLoss":0.005')
  })
})

describe('realistic fills', () => {
  const request = { classifier: 'mlp', set: 'training', buy: 0.5, sell: 0.5 } as const

  test('are the default, which says what it takes for granted, and cost what the trades tell', async () => {
    const plain = await assess({ ...request, fills: 'close' })
    const filled = await assess({ ...request, stake: 5000 })
    expect(plain.source.fills).toBeUndefined()
    expect(plain.assessment.overall.costs).toBeUndefined()
    expect(filled.source.fills).toMatchObject({ stake: 5000, impact: 0.1 })
    const bases = filled.assessment.bases
    expect(filled.source.fills?.spreads.map(({ base }) => base)).toEqual(bases.map(({ series }) => series.base))
    for (const [i, { estimated, tick, meanSpread }] of (filled.source.fills?.spreads ?? []).entries()) {
      expect(estimated + tick).toBe(bases[i]?.rows)
      expect(meanSpread).toBeGreaterThan(0)
    }
    const { costs, trades, gain } = filled.assessment.overall
    expect(trades.length).toBe(plain.assessment.overall.trades.length)
    expect(costs?.spread).toBeGreaterThan(0)
    expect(costs?.slippage).toBeCloseTo(
      trades.reduce((sum, trade) => sum + (trade.costs?.slippage ?? 0), 0),
      9,
    )
    expect(gain).toBeCloseTo(filled.assessment.matrix.gain[2]?.[2] ?? Number.NaN, 9)
    for (const { buyTime, buyPrice, base } of trades.slice(0, 20)) {
      const candles = filled.candles.get(base)
      const row = candles ? rowAt(candles.grid, buyTime) : -1
      expect(buyPrice).toBeGreaterThan(candles?.open[row] ?? Infinity)
    }
  })

  test('cost more for larger orders, and nothing but the spread without impact', async () => {
    const realistic = { ...request, fills: 'realistic' } as const
    const small = await assess({ ...realistic, stake: 10 })
    const large = await assess({ ...realistic, stake: 100_000 })
    const none = await assess({ ...realistic, stake: 10, impact: 0 })
    expect(large.gain).toBeLessThan(small.gain)
    expect(small.gain).toBeLessThan(none.gain)
    expect(none.assessment.overall.costs?.slippage).toBe(0)
  })

  test('do not depend on where the set begins', async () => {
    const store = openCandleStore(join(folder, 'data'))
    const market = toSimulatedMarket('one', 'USDT')
    const { series } = await assess({ classifier: 'mlp', set: 'validation', bases: ['one'] }).then(
      ({ assessment }) => assessment.bases[0] ?? { series: undefined },
    )
    const later = (skipped: number): ScoredSeries | undefined =>
      series && {
        ...series,
        time: series.time.subarray(skipped),
        close: series.close.subarray(skipped),
        ranges: [{ from: 0, to: series.time.length - skipped }],
      }
    const fillsOf = async (skipped: number): Promise<Float64Array> => {
      const one = later(skipped)
      const filled = one && (await fillSeries([one], () => market, { stake: 1000, impact: 0.1 }, { candles: store }))
      return filled?.series[0]?.fills?.buyPrice ?? new Float64Array(0)
    }
    const whole = await fillsOf(0)
    expect(whole.length).toBeGreaterThan(1000)
    for (const skipped of [1, 30, 500]) expect(await fillsOf(skipped)).toEqual(whole.subarray(skipped))
  })

  test('are refused for a file of predictions, which brings only closes', async () => {
    await expect(assess({ predictions: 'p.csv', fills: 'realistic' })).rejects.toThrow(
      /fills realistic needs candles, and a predictions file brings only closes; leave out fills/,
    )
  })
})

describe('a report', () => {
  test('is one file that says what its rows were used for', async () => {
    const result = await assess({ classifier: 'mlp', set: 'validation' })
    const workspace = await readWorkspace(folder)
    const file = defaultReportFile(result, workspace) ?? ''
    expect(file).toBe(join(folder, 'reports', 'mlp-validation.html'))
    await writeAssessmentReport(file, result, { workspace, clock: systemClock })
    onTestFinished(() => rm(file))
    const html = await readFile(file, 'utf8')
    expect(html).toContain('"usedForSelection":"yes"')
    expect(html).toContain('"fills":{"stake":1000,"impact":0.1')
    expect(html.length).toBeLessThan(8_000_000)
  })

  test('that cannot be written is refused in one line', async () => {
    const result = await assess({ classifier: 'mlp' })
    const workspace = await readWorkspace(folder)
    const place = { workspace, clock: systemClock }
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    await expect(writeAssessmentReport(join(file, 'report.html'), result, place)).rejects.toThrow(
      /^the report .*report\.html cannot be written: a part of the path is a file/,
    )
  })
})

test.each([
  [{ classifier: 'none' }, /no classifier in .*none/],
  [{ classifier: 'mlp', bases: ['btc'] }, /not trained on base btc; it knows one, two/],
  [{ classifier: 'mlp', set: 'test' }, /no base has rows in the test set \(no range\).*choose another set/],
] satisfies [AssessRequest, RegExp][])('%j is refused in one line', async (request, message) => {
  await expect(assess(request)).rejects.toThrow(message)
})
