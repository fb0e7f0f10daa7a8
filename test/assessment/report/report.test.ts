import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { assess } from '../../../src/assessment/assessment.js'
import { buildReport, type ReportInput } from '../../../src/assessment/report/build-report.js'
import { buyAndHoldGain, buyAndHoldCurve } from '../../../src/assessment/buy-and-hold.js'
import { chooseBarInterval, packBars, packSignals } from '../../../src/assessment/report/pack-report.js'
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
import { fullRange, selectWindow } from '../../../web/reports/assessment/bar-window.js'
import { decodeTrades, replayTrades } from '../../../web/reports/assessment/replay.js'
import { describeMarks, markTrades } from '../../../web/reports/assessment/trade-markers.js'
import { TRADE_COLUMNS, formatTradesCsv, sortTrades } from '../../../web/reports/assessment/trade-order.js'
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

function withLossMinutes(input: ReportInput, lossMinutes: number | undefined): ReportInput {
  return lossMinutes === undefined ? input : { ...input, source: { ...input.source, exits: { lossMinutes } } }
}

test.each([undefined, 1, 4])(
  'the page replays the trades of every cell, losses end them after %s minutes',
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
            const replayed = replayTrades(base, { fee: FEE, exits: { lossMinutes } }, buy, sell)
            expect(replayed.map((trade) => [trade.buyMinute, trade.sellMinute, trade.gain, trade.exit])).toEqual(
              expected.map((trade) => [trade.buyTime / MINUTE, trade.sellTime / MINUTE, trade.gain, trade.exit]),
            )
          })
        })
      }),
      { numRuns: 60 },
    )
  },
)

test('a range of too many signals still brings the trades of the chosen cell, also those that end at a loss', async () => {
  const series = [1, 2, 3, 4].map((length) => month('abcd'.slice(0, length)))
  const lossMinutes = 5
  const input = withLossMinutes(inputOf(series, await goldenReport(), lossMinutes), lossMinutes)
  const { bases } = buildReport(input)
  const isPacked = bases.map(({ signals }) => signals.included)
  expect(isPacked).toEqual([true, true, true, false])
  const last = bases.at(-1)
  const expected = input.assessment.bases.at(-1)?.trades ?? []
  if (!last) throw new Error('no base')
  const listed = decodeTrades(last, { fee: FEE, exits: { lossMinutes } })
  expect(listed.length).toBeGreaterThan(1000)
  expect(listed.map(({ buyMinute, sellMinute, gain, exit }) => [buyMinute, sellMinute, gain, exit])).toEqual(
    expected.map((trade) => [trade.buyTime / MINUTE, trade.sellTime / MINUTE, trade.gain, trade.exit]),
  )
  expect(new Set(listed.map(({ exit }) => exit))).toContain('loss')
})

test('marks stand for every purchase and sale of the bars that are drawn', async () => {
  const rest = await goldenReport()
  const [base] = buildReport(inputOf([month('a')], rest)).bases
  if (!base) throw new Error('no base')
  const trades = replayTrades(base, { fee: FEE }, 0, 0)
  expect(trades.length).toBeGreaterThan(1372)
  const bars = decodeBars(base)
  const loaded = selectWindow(bars, fullRange(bars))
  const marks = markTrades(trades, loaded)
  expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(2 * trades.length)
  expect(marks.length).toBeLessThan(2 * trades.length)
  expect(describeMarks(trades, marks, loaded)).toContain(`${trades.length.toLocaleString('en')} trades; `)
})

test('trades sort by every column over all of them, and are a csv of one line each', async () => {
  const rest = await goldenReport()
  const [base] = buildReport(inputOf([month('a')], rest)).bases
  if (!base) throw new Error('no base')
  const rows = replayTrades(base, { fee: FEE }, 0, 0).map((trade, index) => ({ number: index + 1, trade }))
  TRADE_COLUMNS.forEach(({ title, value }, column) => {
    const sorted = sortTrades(rows, { column, descending: true })
    expect(sorted).toHaveLength(rows.length)
    sorted.forEach((row, index) => {
      const before = sorted[index - 1]
      if (before) expect(value(before) >= value(row), title).toBe(true)
    })
  })
  const lines = formatTradesCsv(rows).trim().split('\n')
  expect(lines).toHaveLength(rows.length + 1)
  expect(lines[1]?.split(',')).toHaveLength(9)
})

test.each([undefined, 3])(
  'the page replays trades with realistic fills, losses end them after %s minutes',
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
            const replayed = replayTrades(base, { fee: FEE, exits: { lossMinutes } }, buy, sell)
            expect(replayed.map((trade) => [trade.buyMinute, trade.sellMinute, trade.buyPrice, trade.gain])).toEqual(
              expected.map((trade) => [trade.buyTime / MINUTE, trade.sellTime / MINUTE, trade.buyPrice, trade.gain]),
            )
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

test('many bars become resampleBars, and signals that would not fit are left out', async () => {
  expect(chooseBarInterval(100, 120)).toBe(1)
  expect(chooseBarInterval(121, 120)).toBe(5)
  expect(chooseBarInterval(1e9, 120)).toBe(1440)
  const report = await goldenReport()
  const [first] = report.assessment.bases
  if (!first) throw new Error('no base')
  expect(packSignals(first.series, THRESHOLDS, { room: 10, everyRow: false })).toMatchObject({
    included: false,
    minute: '',
  })
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
