import { describe, expect, test } from 'vitest'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { dailyReturns } from '../../../src/assessment/statistics/daily-returns.js'
import { thresholdMatrix } from '../../../src/assessment/threshold-matrix.js'
import { makeVerdict, makeWalkForwardVerdict, type VerdictInput } from '../../../src/assessment/verdict/make-verdict.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import type { Verdict } from '../../../src/assessment/verdict/verdict.js'
import { DAY } from '../../../src/core/time.js'
import { scoredMarket, type ScoredMarketOptions } from '../../support/scored-market.js'

const trading = { fee: 0.0001 }
const LATER = Date.UTC(2024, 0, 1) + 40 * DAY
const options = { trading, trials: [], horizon: 10, seed: 1, draws: 200 }

function inputOf(market: Omit<ScoredMarketOptions, 'days'>, more: Partial<VerdictInput> = {}): VerdictInput {
  const selection = [scoredMarket({ ...market, days: 40 })]
  const { buyThreshold, sellThreshold } = thresholdMatrix(selection, trading).best
  return { ...options, selection, cell: { buyThreshold, sellThreshold }, ...more }
}
const laterOf = (market: Omit<ScoredMarketOptions, 'days'>, days = 40): readonly ScoredSeries[] => [
  scoredMarket({ ...market, days, from: LATER }),
]

function expectFinite(verdict: Verdict): void {
  const text = JSON.stringify(verdict, (_, value: unknown) => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
    return value
  })
  expect(text).not.toMatch(/NaN|Infinity|undefined/)
}

describe('a verdict', () => {
  test('claims a large edge on later days', () => {
    const verdict = makeVerdict(inputOf({ seed: 1, edge: 0.3 }, { later: laterOf({ seed: 2, edge: 0.3 }) }))
    expect(verdict).toMatchObject({ status: 'edge', basis: 'laterDays', optimistic: false, reasons: [] })
    expect(verdict.figures.moreDays).toBe(0)
    expect(verdict.figures.interval?.low).toBeGreaterThan(0)
    expect(verdict.figures.luck?.selectsThresholds).toBe(false)
    expectFinite(verdict)
  })

  test('claims none where the scores know nothing, and says so in words', () => {
    const verdict = makeVerdict(inputOf({ seed: 10 }, { later: laterOf({ seed: 11 }) }))
    expect(verdict.status).toBe('noEdge')
    expect(verdict.reasons).toContain('permutation')
    expect(verdict.sentences[0]).toMatch(/^No edge/)
    expectFinite(verdict)
  })

  test('on the days that selected the thresholds is marked optimistic, and selects them anew by chance', () => {
    const verdict = makeVerdict(inputOf({ seed: 5 }, { epochs: 12 }))
    expect(verdict).toMatchObject({ basis: 'selectionDays', optimistic: true })
    expect(verdict.figures.luck).toMatchObject({ selectsThresholds: true, retrains: false })
    expect(verdict.figures.trials.epochs).toBe(12)
    expect(verdict.figures.luck?.adjustedPValue).toBeGreaterThan(verdict.figures.luck?.pValue ?? 1)
    expect(verdict.sentences.join(' ')).toContain('too good')
  })

  test('has the same bits for the same seed', () => {
    const input = inputOf({ seed: 1, edge: 0.1 }, { later: laterOf({ seed: 2, edge: 0.1 }) })
    expect(makeVerdict(input)).toEqual(makeVerdict(input))
  })

  test('of a walk-forward stands on its daily returns and trades', () => {
    const series = laterOf({ seed: 2, edge: 0.3 })
    const cell = { buyThreshold: 0.5, sellThreshold: 0.5 }
    const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, { ...trading, ...cell }) }))
    const [{ trades } = { trades: [] }] = traded
    const input = { ...options, daily: dailyReturns(traded, trading), trades }
    const verdict = makeWalkForwardVerdict({ ...input, stretches: [{ series, cell }] })
    expect(verdict).toMatchObject({ status: 'edge', basis: 'walkForward', optimistic: false })
    expect(makeWalkForwardVerdict(input)).toMatchObject({
      status: 'cannotBeSaid',
      reasons: ['notShifted', 'permutation'],
    })
  })
})

describe('it cannot be said', () => {
  test.each([
    ['without rows', 0],
    ['on a single day', 1],
    ['on thirteen days', 13],
  ])('%s', (_, days) => {
    const verdict = makeVerdict(
      inputOf({ seed: 6 }, { later: undefined, selection: [scoredMarket({ seed: 6, days })] }),
    )
    expect(verdict.status).toBe('cannotBeSaid')
    expect(verdict.reasons).toContain('fewDays')
    expect(verdict.figures).toMatchObject({ interval: null, sharpe: null, luck: null })
    expectFinite(verdict)
  })

  test('without a trade, nor after how many days', () => {
    const verdict = makeVerdict({
      ...inputOf({ seed: 7 }),
      selection: [{ ...scoredMarket({ seed: 7, days: 40 }), buy: new Float32Array(40 * 96) }],
    })
    expect(verdict.status).toBe('cannotBeSaid')
    expect(verdict.reasons).toEqual(['fewTrades'])
    expect(verdict.figures.moreDays).toBeNull()
    expectFinite(verdict)
  })

  test('where every day returns the same', () => {
    const series = scoredMarket({ seed: 8, days: 40 })
    const verdict = makeVerdict({
      ...inputOf({ seed: 8 }),
      trading: { fee: 0 },
      selection: [{ ...series, close: series.close.fill(1) }],
    })
    expect(verdict.reasons).toContain('constantReturns')
    expect(verdict.status).toBe('cannotBeSaid')
    expectFinite(verdict)
  })

  test('where no range is long enough to be shifted beyond the horizon', () => {
    const verdict = makeVerdict({ ...inputOf({ seed: 9 }), horizon: 60 })
    expect(verdict).toMatchObject({ status: 'cannotBeSaid' })
    expect(verdict.reasons).toContain('notShifted')
    expectFinite(verdict)
  })
})
