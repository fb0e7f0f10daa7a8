import { expect, test } from 'vitest'
import { returnMoments } from '../../../src/assessment/statistics/return-moments.js'

test('moments of returns are those of numpy and scipy', () => {
  const returns = Float64Array.of(0.01, -0.02, 0.03, 0.005, -0.015, 0.02, 0, -0.04, 0.025, 0.01)
  const found = returnMoments(returns)
  expect(found.mean).toBeCloseTo(0.0025, 14)
  expect(found.deviation).toBeCloseTo(0.021889875894272826, 14)
  expect(found.sharpe).toBeCloseTo(0.0025 / 0.021889875894272826, 12)
  expect(found.skewness).toBeCloseTo(-0.6155381009950637, 12)
  expect(found.kurtosis).toBeCloseTo(2.441713925645874, 12)
  expect(found.autocorrelation).toBeCloseTo(-0.41594202898550725, 12)
})

test('returns that do not vary have no ratio', () => {
  expect(returnMoments(new Float64Array(5))).toMatchObject({ sharpe: 0, kurtosis: 3, autocorrelation: 0 })
  expect(() => returnMoments(Float64Array.of(1))).toThrow('moments of 1 returns')
})
