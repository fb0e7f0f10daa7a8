import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baselinesOf } from '../../../src/assessment/baselines/baselines.js'
import { decidedLabels, labelsAsScores } from '../../../src/assessment/baselines/labels-as-scores.js'
import { evaluateControl } from '../../../src/assessment/baselines/positive-control.js'
import { takeScores } from '../../../src/assessment/baselines/take-scores.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { thresholdMatrix } from '../../../src/assessment/threshold-matrix.js'
import { handSeries, nextRowFills } from '../attribution/hand-series.js'
import { randomSeries } from '../../support/random-series.js'

const CLOSE = [100, 102, 105, 104, 100, 101]
/** Buys in the first row, sells in the third, buys in the fifth; the end of the range closes that. */
const labelled = { ...handSeries('......', CLOSE), target: Uint8Array.from([1, 0, 2, 0, 1, 0]) }
const trading = { fee: 0.001 }
const net = (buy: number, sell: number): number => (sell * 0.999) / (buy * 1.001) - 1

describe('the labels as a ceiling', () => {
  test('are traded with the fee of the assessment', () => {
    const { labels } = baselinesOf([labelled], { trading, cellChosenBy: 'option' })
    expect(labels).toMatchObject({ trades: 2, wins: 2 })
    expect(labels.gain).toBeCloseTo(net(100, 105) + net(100, 101), 12)
  })

  test('and with its fills and exits', () => {
    const filled = nextRowFills(labelled, CLOSE, 0.001, 0)
    const { labels } = baselinesOf([filled], { trading: { fee: 0 }, cellChosenBy: 'option' })
    // Half a spread of 0.1 % costs what the fee does.
    expect(labels.gain).toBeCloseTo(net(102, 104) + net(101, 101), 12)
    const falling = { ...handSeries('......', [100, 99, 98, 97, 96, 95]), target: Uint8Array.from([1, 0, 0, 0, 0, 2]) }
    const stopped = baselinesOf([falling], { trading: { fee: 0, exits: { lossMinutes: 1 } }, cellChosenBy: 'option' })
    expect(stopped.labels.gain).toBeCloseTo(98 / 100 - 1, 12)
  })

  test('act only where the scores decide', () => {
    const undecided = { ...labelled, hold: Float32Array.from([1, 1, 0.5, 1, 0.5, 1]), buy: new Float32Array(6).fill(0) }
    expect([...decidedLabels(undecided).buy]).toEqual([0, 0, 0, 0, 1, 0])
    expect([...labelsAsScores(undecided).buy]).toEqual([1, 0, 0, 0, 1, 0])
    const { labels } = baselinesOf([undecided], { trading, cellChosenBy: 'option', atEvents: true })
    expect(labels.gain).toBeCloseTo(net(100, 101), 12)
  })
})

describe('logistic regression', () => {
  test('is traded by the cell that the validation set chose for it, else by its best in hindsight', () => {
    fc.assert(
      fc.property(randomSeries('a'), (series) => {
        const cell = { buyThreshold: 0.6, sellThreshold: 0.4 }
        const learned = { logistic: { series: [series], cell } }
        const { logistic } = baselinesOf([series], { trading, cellChosenBy: 'validation', learned })
        const trades = simulateTrades(series, { ...cell, ...trading })
        expect(logistic).toMatchObject({ cell, cellChosenBy: 'validation', trades: trades.length })
        const hindsight = baselinesOf([series], { trading, cellChosenBy: 'hindsight', learned }).logistic
        expect(hindsight?.cellChosenBy).toBe('hindsight')
        expect(hindsight?.gain).toBeCloseTo(thresholdMatrix([series], trading).best.gain, 9)
        const none = baselinesOf([series], {
          trading,
          cellChosenBy: 'option',
          learned: { logistic: { series: [series] } },
        })
        expect(none.logistic).toEqual(hindsight)
      }),
      { numRuns: 40 },
    )
  })

  test('has the rows of the assessment: where it has no score, it holds', () => {
    const other = { ...handSeries('+-+', [1, 1, 1]), time: Float64Array.from([60_000, 120_000, 240_000]) }
    const taken = takeScores(labelled, other)
    expect([...taken.buy]).toEqual([0, 1, 0, 0, 1, 0])
    expect([...taken.sell]).toEqual([0, 0, 1, 0, 0, 0])
    expect([...taken.hold]).toEqual([1, 0, 0, 1, 0, 1])
    expect(taken.time).toBe(labelled.time)
    expect([...takeScores(labelled, undefined).hold]).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('the positive control', () => {
  const rows = { base: 'a', trainingRows: 10, validationRows: 10 }

  test('passes close to the ceiling, fails far below it', () => {
    expect(evaluateControl({ ...rows, gain: 0.95, ceiling: 1 })).toMatchObject({ share: 0.95, isPassed: true })
    expect(evaluateControl({ ...rows, gain: 0.5, ceiling: 1 })).toMatchObject({ share: 0.5, isPassed: false })
  })

  test('says nothing where the labels gain nothing', () => {
    expect(evaluateControl({ ...rows, gain: 0.1, ceiling: 0 })).toMatchObject({ share: null, isPassed: null })
  })
})
