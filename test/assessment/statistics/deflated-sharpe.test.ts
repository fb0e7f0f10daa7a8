import { describe, expect, test } from 'vitest'
import {
  classicMinTrackRecordLength,
  classicProbabilisticSharpe,
  deflatedSharpe,
  expectedMaximum,
  expectedMaxSharpe,
  minBacktestYears,
} from '../../../src/assessment/statistics/deflated-sharpe.js'
import { probabilisticSharpe } from '../../../src/assessment/statistics/sharpe-inference.js'

const DAYS = 250
const OBSERVED = { sharpe: 2.5 / Math.sqrt(DAYS), periods: 1250, skewness: -3, kurtosis: 10 }
const trialsOf = (count: number) => ({ count, variance: 0.5 / DAYS })

const probabilityUnderNull = (count: number): number =>
  probabilisticSharpe({ ...OBSERVED, nullSharpe: expectedMaxSharpe(trialsOf(count)) })
const yearsOf = (sharpe: number, nullSharpe: number, periods: number, shape = {}): number =>
  classicMinTrackRecordLength({
    sharpe: sharpe / Math.sqrt(periods),
    nullSharpe: nullSharpe / Math.sqrt(periods),
    ...shape,
  }) / periods

describe('the Sharpe ratios of Bailey and López de Prado', () => {
  test('the probabilistic one is the published', () => {
    const observed = { sharpe: 1.585 / Math.sqrt(12), periods: 24, skewness: -2.448, kurtosis: 10.164 }
    expect(classicProbabilisticSharpe(observed)).toBeCloseTo(0.91323430688486018, 12)
  })

  test('the expected maximum is the published', () => {
    expect(expectedMaximum(100)).toBeCloseTo(2.5306028932016846, 11)
    expect(expectedMaximum(1)).toBe(0)
    expect(() => expectedMaximum(0)).toThrow('the maximum of 0 values')
  })

  test('the deflated one is the published', () => {
    expect(deflatedSharpe(OBSERVED, trialsOf(100))).toBeCloseTo(0.90039683444939034, 11)
    expect(deflatedSharpe(OBSERVED, trialsOf(46))).toBeCloseTo(0.9505, 4)
  })

  test('with the variance under the null it is the published other one', () => {
    expect(probabilityUnderNull(100)).toBeCloseTo(0.91282, 5)
    expect(probabilityUnderNull(46)).toBeCloseTo(0.96202, 5)
  })

  test('the minimum track records are the published', () => {
    expect(yearsOf(2, 1, 250)).toBeCloseTo(2.7311878017281761, 11)
    expect(yearsOf(2, 1, 52)).toBeCloseTo(2.8288335869452368, 11)
    expect(yearsOf(3, 2.5, 12, { skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(27.352920196040301, 10)
    expect(classicMinTrackRecordLength({ sharpe: 0.1, nullSharpe: 0.1 })).toBe(Infinity)
  })

  test('the minimum backtest is the published', () => {
    expect(minBacktestYears(45, 1)).toBeCloseTo(4.9980870044434038, 11)
  })
})
