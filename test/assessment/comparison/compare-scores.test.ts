import { describe, expect, test } from 'vitest'
import { keepCommonMinutes } from '../../../src/assessment/comparison/common-minutes.js'
import { compareScores, type ComparisonOptions } from '../../../src/assessment/comparison/compare-scores.js'
import type { Comparison, PairComparison } from '../../../src/assessment/comparison/comparison.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { createRng, type Rng } from '../../../src/core/rng.js'
import { DAY, MINUTE } from '../../../src/core/time.js'
import { handSeries } from '../attribution/hand-series.js'

const CELL = { buyThreshold: 0.5, sellThreshold: 0.5 }
const OPTIONS: ComparisonOptions = {
  name: 'first',
  cell: CELL,
  inHindsight: false,
  trading: { fee: 0 },
  optimistic: false,
  seed: 1,
  draws: 400,
}
/** Trades a day, one every eight hours: bought at 100, sold a minute later. Each is a range of its own. */
const TRADES = 3
const SLOT = DAY / TRADES

/** Trades whose gains are given, or none where they are not, on one market; one list a classifier. */
function seriesOf(gains: readonly (readonly number[])[], days: number): ScoredSeries[] {
  const width = 2 * gains.length
  const rows = days * TRADES * width
  const close = Array.from<number>({ length: rows }).fill(100)
  const signs = gains.map(() => Array.from<string>({ length: rows }).fill('.'))
  gains.forEach((list, classifier) => {
    list.forEach((gain, trade) => {
      const buy = trade * width + 2 * classifier
      close[buy + 1] = 100 * (1 + gain)
      signs[classifier]?.splice(buy, 2, '+', '-')
    })
  })
  const time = Float64Array.from(close, (_, row) => Math.floor(row / width) * SLOT + (row % width) * MINUTE)
  const ranges = Array.from({ length: days * TRADES }, (_, trade) => ({ from: trade * width, to: (trade + 1) * width }))
  return signs.map((list) => ({ ...handSeries(list.join(''), close), time, ranges }))
}

/** Compares the first of them with the others. */
function compare(
  gains: readonly (readonly number[])[],
  days: number,
  options: Partial<ComparisonOptions> = {},
): Comparison {
  const [first, ...others] = seriesOf(gains, days)
  return compareScores(
    others.map((other, index) => ({
      name: `other${index + 1}`,
      common: keepCommonMinutes(first ? [first] : [], [other]),
      cell: CELL,
    })),
    { ...OPTIONS, ...options },
  )
}

function draws(rng: Rng, mean: number, days: number): number[] {
  return Array.from({ length: days * TRADES }, () => mean + 0.02 * (rng.float() - 0.5))
}

/** Of 60 days. */
function meanDay(gains: readonly number[]): number {
  return gains.reduce((sum, gain) => sum + gain, 0) / 60
}

function only({ pairs }: Comparison): PairComparison {
  const [pair] = pairs
  if (!pair) throw new Error('no pair')
  return pair
}

describe('two classifiers', () => {
  const rng = createRng(7)
  const [good, bad] = [draws(rng, 0.004, 60), draws(rng, -0.004, 60)]

  test('the better one is told, by how much a day and how sure, whichever comes first', () => {
    const there = compare([good, bad], 60)
    const pair = only(there)
    expect(pair.first.gainPerDay).toBeCloseTo(meanDay(good), 9)
    expect(pair.second.gainPerDay).toBeCloseTo(meanDay(bad), 9)
    expect(pair).toMatchObject({ days: 60, bases: ['a'], minutes: 60 * TRADES * 4, better: 'first', moreDays: 0 })
    expect(pair.figures?.difference).toBeCloseTo(meanDay(good) - meanDay(bad), 9)
    expect(pair.figures?.interval.low).toBeGreaterThan(0)
    expect(there.sentences[0]).toMatch(
      /^first gains 2\.\d\d % a day more than other1 on the 60 days that both have \(a\); with 95 % confidence between [12]\.\d+ % and [23]\.\d+ %\.$/,
    )
    expect(there.sentences[1]).toMatch(
      /^first is better: by chance a difference as large has a probability of 0\.00\d\.$/,
    )
    const back = compare([bad, good], 60)
    expect(only(back)).toMatchObject({ better: 'second', moreDays: 0 })
    expect(back.sentences[1]).toMatch(/^other1 is better/)
  })

  test('that trade alike are no different, and no number of days would tell them apart', () => {
    const [series] = seriesOf([good], 60)
    const common = keepCommonMinutes(series ? [series] : [], series ? [series] : [])
    const same = compareScores([{ name: 'twin', common, cell: CELL }], OPTIONS)
    expect(only(same)).toMatchObject({ better: null, moreDays: null, figures: { difference: 0, pValue: 1 } })
    expect(same.sentences[0]).toMatch(/^first and twin gain the same on the 60 days/)
    expect(same.sentences[1]).toContain('No number of days would tell it.')
  })

  test('a small difference cannot be told yet: it says after how many days, fewer for a larger one', () => {
    const noise = draws(createRng(3), 0, 30)
    const shifted = (by: number): number[] => draws(createRng(5), by, 30)
    const [small, large] = [0.0006, 0.0012].map((by) => only(compare([shifted(by), noise], 30)))
    expect([small?.better, large?.better]).toEqual([null, null])
    expect(small?.moreDays).toBeGreaterThan(large?.moreDays ?? Infinity)
    expect(large?.moreDays).toBeGreaterThan(0)
    expect(compare([shifted(0.0006), noise], 30).sentences[1]).toMatch(
      /^Which is better cannot be told: .*A difference of this size could be told after about [\d ]+ more days\.$/,
    )
  })

  test('too few days or trades: it cannot be said, and after how many it can', () => {
    const short = compare([good.slice(0, 30), bad.slice(0, 30)], 10)
    expect(only(short)).toMatchObject({ figures: null, better: null, moreDays: 4 })
    expect(short.sentences[1]).toBe(
      'Which is better cannot be said: 10 days of at least 14. At this pace there is enough to tell by after about 4 more days.',
    )
    const few = compare([good.slice(0, 20), bad.slice(0, 10)], 20)
    // 30 trades at 20 in 20 days.
    expect(only(few)).toMatchObject({ figures: null, moreDays: 10 })
    expect(few.sentences[1]).toContain('neither makes 30 trades')
  })

  test('says where thresholds or nets were chosen by the days themselves', () => {
    const { sentences } = compare([good, bad], 60, { optimistic: true, inHindsight: true })
    expect(sentences.slice(2)).toEqual([
      'The thresholds of first were chosen by these very minutes, which is an advantage.',
      'These days chose nets or thresholds: how both do on later days may be another matter.',
    ])
  })
})

test('of several, p-values are raised: what one comparison would claim, many may not', () => {
  const days = 40
  const noise = [11, 12, 13, 14].map((seed) => draws(createRng(seed), 0, days))
  const first = draws(createRng(2), 0.0022, days)
  const alone = noise.map((other) => only(compare([first, other], days)))
  const { pairs, sentences } = compare([first, ...noise.slice(0, 4)], days)
  pairs.forEach(({ figures }, index) => {
    expect(figures?.adjustedPValue).toBeGreaterThanOrEqual(figures?.pValue ?? Infinity)
    expect(alone[index]?.figures?.adjustedPValue).toBe(alone[index]?.figures?.pValue)
  })
  const smallest = pairs.map(({ figures }) => figures?.pValue ?? 1).sort((a, b) => a - b)[0] ?? 1
  expect(Math.min(...pairs.map(({ figures }) => figures?.adjustedPValue ?? 1))).toBeCloseTo(
    Math.min(1, 4 * smallest),
    12,
  )
  expect(sentences.some((sentence) => sentence.includes('raised for 4 comparisons'))).toBe(true)
})

test('of pairs that differ by chance alone, few are told apart', () => {
  let told = 0
  for (let seed = 0; seed < 60; seed++) {
    const pair = only(compare([draws(createRng(seed, 1), 0, 20), draws(createRng(seed, 2), 0, 20)], 20, { draws: 200 }))
    if (pair.better !== null) told++
  }
  // 5 % are 3 of 60; with 20 days the bootstrap claims a little more.
  expect(told).toBeLessThanOrEqual(9)
})
