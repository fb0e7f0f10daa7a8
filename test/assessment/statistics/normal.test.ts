import { describe, expect, test } from 'vitest'
import { normalCdf, normalPdf, normalQuantile } from '../../../src/assessment/statistics/normal.js'

/** Values of scipy.stats.norm 1.17 (cdf, ppf). */
const DISTRIBUTION = [
  [-20, 2.7536241186061556e-89],
  [-8, 6.22096057427174e-16],
  [-5.5, 1.898956246588768e-8],
  [-5, 2.866515718791933e-7],
  [-3, 0.0013498980316300933],
  [-1.96, 0.024997895148220435],
  [-1, 0.15865525393145707],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [5, 0.9999997133484281],
  [8, 0.9999999999999993],
] as const
const QUANTILES = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [1e-12, -7.034483825301131],
  [1e-5, -4.264890793922825],
  [0.001, -3.090232306167813],
  [0.02425, -1.972961051311885],
  [0.05, -1.6448536269514729],
  [0.25, -0.6744897501960817],
  [0.5, 0],
  [0.6, 0.2533471031357997],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
  [0.999999999999, 7.0344869100478356],
] as const

describe('the standard normal distribution', () => {
  test.each(DISTRIBUTION)('at %d is that of scipy, in its tails too', (x, share) => {
    expect(Math.abs(normalCdf(x) / share - 1)).toBeLessThan(1e-13)
  })

  test.each(QUANTILES)('has the quantile of %d that scipy has', (share, x) => {
    expect(normalQuantile(share)).toBeCloseTo(x, 11)
  })

  test('is continuous where the sums change, and undefined where there is no share', () => {
    for (const border of [-3, 3]) expect(normalCdf(border - 1e-9)).toBeCloseTo(normalCdf(border + 1e-9), 9)
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN), normalCdf(Number.NaN)]).toEqual(
      Array.from({ length: 4 }, () => Number.NaN),
    )
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1])
    expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 15)
  })
})
