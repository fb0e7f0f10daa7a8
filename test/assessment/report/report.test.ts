import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { assess } from '../../../src/assessment/assessment.js'
import { buildReport, type ReportInput } from '../../../src/assessment/report/build-report.js'
import { buyAndHoldGain, buyAndHoldCurve } from '../../../src/assessment/buy-and-hold.js'
import { chooseBarInterval, packBars } from '../../../src/assessment/report/pack-bars.js'
import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import type { AssessedTrade } from '../../../src/assessment/view/assessment-view.js'
import { markTrades } from '../../../src/assessment/view/mark-trades.js'
import { renderReport } from '../../../src/assessment/report/render-page.js'
import { fillRows } from '../../../src/assessment/row-fills.js'
import { realisticFills, type FillMarket } from '../../../src/exchange/simulated/engine/fill-model.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { THRESHOLDS } from '../../../src/assessment/threshold-matrix.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { MINUTE } from '../../../src/core/time.js'
import { createRng } from '../../../src/core/rng.js'
import { decodeBars, resampleBars } from '../../../web/reports/assessment/bars.js'
import { selectBars } from '../../../web/reports/assessment/packed-bars.js'
import { openPackedCells } from '../../../web/reports/assessment/packed-cells.js'
import { unpackTrades } from '../../../web/reports/assessment/unpack-trades.js'
import { goldenReport } from '../../support/golden-report.js'
import { randomSeries } from '../../support/random-series.js'

const FEE = 0.001

function filled(base: string): fc.Arbitrary<ScoredSeries> {
  return randomSeries(base).filter((series) => series.time.length > 0)
}

function inputOf(series: readonly ScoredSeries[], rest: ReportInput, lossMinutes?: number): ReportInput {
  const { paperTrade: _, ...plain } = rest
  return {
    ...plain,
    assessment: assess(series, { fee: FEE, seed: 1, draws: 2, exits: { lossMinutes } }),
    candles: new Map(),
  }
}

type PageTrade = Omit<AssessedTrade, 'number'>

/** The trades that the page shows of a cell. */
function tradesOf(base: ReportBase, buy: number, sell: number): readonly PageTrade[] {
  return unpackTrades(base, buy * THRESHOLDS.length + sell, FEE) ?? []
}

function withLossMinutes(input: ReportInput, lossMinutes: number | undefined): ReportInput {
  return lossMinutes === undefined ? input : { ...input, source: { ...input.source, exits: { lossMinutes } } }
}

test.each([undefined, 1, 4])(
  'the page has the trades of every cell, losses end them after %s minutes',
  async (lossMinutes) => {
    const rest = await goldenReport()
    fc.assert(
      fc.property(filled('a'), (series) => {
        const input = withLossMinutes(inputOf([series], rest, lossMinutes), lossMinutes)
        const [base] = buildReport(input).bases
        if (!base) throw new Error('no base')
        THRESHOLDS.forEach((buyThreshold, buy) => {
          THRESHOLDS.forEach((sellThreshold, sell) => {
            const expected = simulateTrades(series, { buyThreshold, sellThreshold, fee: FEE, exits: { lossMinutes } })
            expect(
              tradesOf(base, buy, sell).map((trade) => [trade.buyTime, trade.sellTime, trade.gain, trade.exit]),
            ).toEqual(expected.map((trade) => [trade.buyTime, trade.sellTime, trade.gain, trade.exit]))
          })
        })
      }),
      { numRuns: 60 },
    )
  },
)

test('a range of too many trades still brings those of the chosen cell, also those that end at a loss', async () => {
  const series = [1, 2, 3].map((length) => month('abc'.slice(0, length)))
  const lossMinutes = 5
  const input = withLossMinutes(inputOf(series, await goldenReport(), lossMinutes), lossMinutes)
  const report = buildReport(input)
  const { bases, view } = report
  const [buy, sell] = [THRESHOLDS.indexOf(view.cell.buyThreshold), THRESHOLDS.indexOf(view.cell.sellThreshold)]
  const hasAll = bases.map((base) => unpackTrades(base, 6, FEE) !== undefined)
  expect(hasAll).toEqual([true, true, false])
  const expected = input.assessment.bases.at(-1)?.trades ?? []
  const last = bases.at(-1)
  if (!last) throw new Error('no base')
  const listed = tradesOf(last, buy, sell)
  expect(listed.length).toBeGreaterThan(1000)
  expect(listed.map(({ buyTime, sellTime, gain, exit }) => [buyTime, sellTime, gain, exit])).toEqual(
    expected.map((trade) => [trade.buyTime, trade.sellTime, trade.gain, trade.exit]),
  )
  expect(new Set(listed.map(({ exit }) => exit))).toContain('loss')
  const cells = openPackedCells(report)
  expect(cells.trades({ base: null, cell: view.cell })).toHaveLength(input.assessment.overall.trades.length)
  expect(cells.trades({ base: null, cell: { buyThreshold: 0.3, sellThreshold: 0.9 } })).toBeUndefined()
})

test('figures of other cells are counted from their trades, those of the chosen cell are the assessment’s own', async () => {
  const input = await goldenReport()
  const report = buildReport(input)
  const cells = openPackedCells(report)
  const { matrix, overall, bases } = input.assessment
  const own = cells.figures({ base: null, cell: report.view.cell })
  expect(own).toMatchObject({ markedBy: 'minute', gain: overall.gain, maxDrawdown: overall.maxDrawdown })
  expect(own?.random).toEqual(overall.randomEntries)
  for (const base of [null, 'fil', 'near']) {
    const grid = base === null ? matrix : matrix.bases.find((one) => one.base === base)
    const other = cells.figures({ base, cell: { buyThreshold: 0.5, sellThreshold: 0.6 } })
    expect(other).toMatchObject({ markedBy: 'bar', random: null, count: grid?.count[2]?.[3] })
    expect(other?.gain).toBeCloseTo(grid?.gain[2]?.[3] ?? Number.NaN, 12)
    expect(other?.equity.value.at(-1)).toBeCloseTo(other?.gain ?? Number.NaN, 12)
    expect(other?.maxDrawdown).toBeGreaterThan(0)
    expect(other?.months.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(other?.gain ?? Number.NaN, 12)
    expect(other?.buyAndHold).toBe(
      (base === null ? overall : bases.find((one) => one.series.base === base))?.buyAndHold,
    )
  }
})

test('marks stand for every purchase and sale of the bars that are drawn', async () => {
  const rest = await goldenReport()
  const report = buildReport(inputOf([month('a')], rest))
  const [base] = report.bases
  if (!base) throw new Error('no base')
  const trades = tradesOf(base, 0, 0).map((trade, index) => ({ number: index + 1, ...trade }))
  expect(trades.length).toBeGreaterThan(1372)
  const { from, to } = report.view.overall
  const bars = selectBars(base, { base: 'a', from, to: to + MINUTE, points: 900 })
  const drawn = markTrades(trades, {}, { chart: 'a', ...bars })
  expect(drawn.marks.reduce((sum, { count }) => sum + count, 0)).toBe(2 * trades.length)
  expect(drawn.marks.length).toBeLessThan(2 * trades.length)
  expect(drawn.trades).toBe(trades.length)
})

test.each([undefined, 3])(
  'the page has trades with realistic fills, losses end them after %s minutes',
  async (lossMinutes) => {
    const rest = await goldenReport()
    fc.assert(
      fc.property(filled('a'), (plain) => {
        const series = { ...plain, fills: fillRows(plain.ranges, minutesAround(plain), realisticFills()) }
        const [base] = buildReport(withLossMinutes(inputOf([series], rest, lossMinutes), lossMinutes)).bases
        if (!base) throw new Error('no base')
        THRESHOLDS.forEach((buyThreshold, buy) => {
          THRESHOLDS.forEach((sellThreshold, sell) => {
            const expected = simulateTrades(series, { buyThreshold, sellThreshold, fee: FEE, exits: { lossMinutes } })
            expect(
              tradesOf(base, buy, sell).map((trade) => [trade.buyTime, trade.sellTime, trade.buyPrice, trade.gain]),
            ).toEqual(expected.map((trade) => [trade.buyTime, trade.sellTime, trade.buyPrice, trade.gain]))
          })
        })
      }),
      { numRuns: 30 },
    )
  },
)

/** Minutes whose open lies off the close, every fourth of them missing. */
function minutesAround({ close }: ScoredSeries): FillMarket {
  const open = close.map((price, row) => price * (1 + ((row % 7) - 3) / 1000))
  return {
    open,
    high: close.map((price, row) => Math.max(price, open[row] ?? 0)),
    low: close.map((price, row) => Math.min(price, open[row] ?? 0)),
    close,
    quoteVolume: close.map(() => 500),
    filled: Uint8Array.from(close, (_, row) => Number(row % 4 === 3)),
    spread: close.map(() => 0.001),
    tick: close.map(() => 0.01),
  }
}

test('the curve of buying and holding ends at its gain, over gaps and several bases', () => {
  fc.assert(
    fc.property(filled('a'), filled('b'), (a, b) => {
      const curve = buyAndHoldCurve([a, b], FEE)
      expect(curve.gain.at(-1)).toBeCloseTo(buyAndHoldGain(a, FEE) + buyAndHoldGain(b, FEE), 9)
      expect(curve.minute.at(-1)).toBe(Math.max(a.time.at(-1) ?? 0, b.time.at(-1) ?? 0) / MINUTE)
    }),
  )
})

test('resampleBars bars keep open, extremes and close, in the file as on the page', async () => {
  const report = await goldenReport()
  const [first] = report.assessment.bases
  const candles = report.candles.get('fil')
  if (!first || !candles) throw new Error('no base')
  const fine = buildReport(report).bases[0]
  if (!fine) throw new Error('no base')
  const packed = decodeBars({ ...fine, bars: packBars(first.series, candles, 15) })
  const drawn = resampleBars(decodeBars(fine), 15)
  expect(drawn.length).toBe(packed.length)
  for (const name of ['minute', 'open', 'high', 'low', 'close'] as const) {
    expect([...drawn[name].subarray(0, drawn.length)]).toEqual([...packed[name]])
  }
  const inside = first.series.close.slice(1, 16)
  expect(packed.minute[1]).toBe((first.series.time[1] ?? 0) / MINUTE)
  expect(packed.close[1]).toBeCloseTo(inside.at(-1) ?? 0, 5)
  expect(packed.high[1]).toBeGreaterThanOrEqual(Math.fround(Math.max(...inside)))
})

test('the finest bars that are few enough are packed', () => {
  expect(chooseBarInterval(100, 120)).toBe(1)
  expect(chooseBarInterval(121, 120)).toBe(5)
  expect(chooseBarInterval(1e9, 120)).toBe(1440)
})

test('two bases of a month stay far below 8 MB', async () => {
  const rest = await goldenReport()
  const series = [month('a'), month('bc')]
  const candles = new Map(
    series.map(({ base, time, close }) => [
      base,
      {
        grid: {
          calendar: alwaysOpen(),
          first: (time[0] ?? 0) / MINUTE,
          rows: time.length,
        },
        open: close,
        high: close,
        low: close,
        close,
      },
    ]),
  )
  const html = renderReport(buildReport({ ...inputOf(series, rest), candles }), { script: '', style: '' })
  expect(html.length).toBeGreaterThan(1_000_000)
  expect(html.length).toBeLessThan(6_000_000)
})

test('nothing in the data, the script or the style can leave its element', async () => {
  const report = await goldenReport()
  const name = '</script><script>alert(1)</script><!--'
  const html = renderReport(buildReport({ ...report, source: { ...report.source, name } }), {
    script: 'const end = "</script>"',
    style: 'p{}',
  })
  expect((html.match(/<\/script/g) ?? []).length).toBe(2)
  expect(html).toContain('const end = "\\x3c/script>"')
  expect(html).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/)
})

/** A month of noise: more signals than any net gives. */
function month(base: string): ScoredSeries {
  const rng = createRng(base.length, 5)
  const rows = Array.from({ length: 44_640 }, (_, row) => row)
  const column = (): Float32Array => Float32Array.from(rows, () => rng.float())
  return {
    base,
    ranges: [{ from: 0, to: rows.length }],
    time: Float64Array.from(rows, (row) => 28_000_000 * MINUTE + row * MINUTE),
    close: Float64Array.from(rows, () => 4 + rng.float()),
    target: new Uint8Array(rows.length),
    hold: column(),
    buy: column(),
    sell: column(),
  }
}
