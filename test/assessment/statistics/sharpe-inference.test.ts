import { describe, expect, test } from 'vitest'
import {
  criticalSharpe,
  minTrackRecordLength,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  probabilisticSharpe,
  sharpePower,
  sharpeVariance,
} from '../../../src/assessment/statistics/sharpe-inference.js'

/** The example of López de Prado, Lipton, Zoonekynd (2025): two years of monthly returns of a fund. */
const SHARPE = 0.036 / 0.079
const SHAPE = { skewness: -2.448, kurtosis: 10.164 }
const OBSERVED = { sharpe: SHARPE, periods: 24, ...SHAPE }

describe('Sharpe inference', () => {
  test('has the published standard deviations', () => {
    expect(Math.sqrt(sharpeVariance(SHARPE, 24, SHAPE))).toBeCloseTo(0.329, 3)
    expect(Math.sqrt(sharpeVariance(SHARPE, 24))).toBeCloseTo(0.214, 3)
  })

  test('has the published minimum track record', () => {
    expect(minTrackRecordLength({ sharpe: SHARPE, ...SHAPE, alpha: 0.05 })).toBeCloseTo(13.029, 3)
    expect(minTrackRecordLength({ sharpe: -0.1 })).toBe(Infinity)
  })

  test('has the published probabilities', () => {
    expect(probabilisticSharpe(OBSERVED)).toBeCloseTo(0.987, 3)
    expect(probabilisticSharpe({ ...OBSERVED, nullSharpe: 0.1 })).toBeCloseTo(0.939, 3)
  })

  test('has the published power and false discovery rates', () => {
    const beta = 1 - sharpePower(0.5, { periods: 24, ...SHAPE })
    expect(beta).toBeCloseTo(0.315, 3)
    expect(plannedFalseDiscoveryRate(0.05, 0.05, beta)).toBeCloseTo(0.581, 3)
    expect(observedFalseDiscoveryRate(OBSERVED, { edgeSharpe: 0.5, prior: 0.05 })).toBeCloseTo(0.306, 3)
  })

  test('a ratio at the critical one has a probability of 1 − alpha, and half the power', () => {
    const shape = { skewness: -0.5, kurtosis: 6, autocorrelation: 0.2, trials: 5.5 }
    const critical = criticalSharpe({ periods: 100, nullSharpe: 0.1, alpha: 0.1, ...shape })
    expect(probabilisticSharpe({ sharpe: critical, periods: 100, nullSharpe: 0.1, ...shape })).toBeCloseTo(0.9, 12)
    expect(sharpePower(critical, { periods: 100, nullSharpe: 0.1, alpha: 0.1, ...shape })).toBeCloseTo(0.5, 12)
  })

  test('autocorrelation widens, and a maximum of trials narrows the variance', () => {
    // 1 + 2·ρ/(1 − ρ) at a ratio of 0; the variance of the larger of two normals is 1 − 1/π.
    expect(sharpeVariance(0, 1, { autocorrelation: 0.5 })).toBeCloseTo(3, 12)
    expect(sharpeVariance(0, 1, { trials: 2 })).toBeCloseTo(1 - 1 / Math.PI, 10)
    expect(() => sharpeVariance(0, 10, { autocorrelation: 1 })).toThrow('an autocorrelation of 1')
    expect(() => sharpeVariance(0, 0)).toThrow('0 periods')
  })
})
