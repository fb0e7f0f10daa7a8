import { describe, expect, test } from 'vitest'
import { hermiteNodes, maximumMoments } from '../../../src/assessment/statistics/normal-maximum.js'

/** Adaptive quadrature of scipy 1.17: count, mean and variance. */
const MAXIMA = [
  [2, 0.5641895835477564, 0.6816901138162095],
  [2.5, 0.723184261165497, 0.6100275424745597],
  [3, 0.8462843753216347, 0.5594672037973666],
  [10, 1.538752730835173, 0.34434382326069013],
  [100, 2.507593636441689, 0.18440481358581184],
  [1000, 3.2414357691334414, 0.12345541709392904],
  [100_000, 4.384319403107389, 0.07390923219795553],
] as const

describe('the maximum of normal values', () => {
  test.each(MAXIMA)('of %d has the moments of adaptive quadrature', (count, mean, variance) => {
    const found = maximumMoments(count)
    expect(Math.abs(found.mean / mean - 1)).toBeLessThan(1e-4)
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(count > 1000 ? 1e-2 : 1e-3)
  })

  test('of one is that value', () => {
    expect(maximumMoments(1)).toEqual({ mean: 0, variance: 1 })
    expect(() => maximumMoments(0.5)).toThrow('the maximum of 0.5 values; expected at least 1')
  })

  test('is integrated over the nodes that numpy has', () => {
    // numpy.polynomial.hermite.hermgauss(5), from exp(-x²) to the normal density.
    const xs = [-2.0201828704560856, -0.9585724646138185, 0, 0.9585724646138185, 2.0201828704560856]
    const weights = [
      0.019953242059045917, 0.3936193231522411, 0.9453087204829418, 0.3936193231522411, 0.019953242059045917,
    ]
    hermiteNodes(5).forEach(({ x, weight }, i) => {
      expect(x).toBeCloseTo((xs[i] ?? 0) * Math.SQRT2, 13)
      expect(weight).toBeCloseTo((weights[i] ?? 0) / Math.sqrt(Math.PI), 13)
    })
    expect(hermiteNodes(300).reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
  })
})
