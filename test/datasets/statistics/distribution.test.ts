import { expect, test } from 'vitest'
import { describeDistribution, sortColumn } from '../../../src/datasets/statistics/distribution.js'
import { histogram } from '../../../src/datasets/statistics/bins.js'
import { reference } from './reference.js'

test('mean, deviation and quantiles are those of NumPy', () => {
  reference.columns.forEach((values, i) => {
    const { figures } = describeDistribution(sortColumn(values))
    expect(figures?.mean).toBeCloseTo(reference.mean[i] ?? Number.NaN, 6)
    expect(figures?.std).toBeCloseTo(reference.std[i] ?? Number.NaN, 6)
    expect(figures?.min).toBe(Math.min(...values))
    expect(figures?.max).toBe(Math.max(...values))
    figures?.quantiles.forEach((value, k) => expect(value).toBeCloseTo(reference.quantiles[i]?.[k] ?? Number.NaN, 6))
  })
})

test('what is no finite number is counted by kind and left out of the figures', () => {
  const values = Float32Array.of(3, Number.NaN, -1, Infinity, -Infinity, Number.NaN, 1)
  const column = sortColumn(values)
  expect([...column.sorted]).toEqual([-1, 1, 3])
  expect(describeDistribution(column)).toMatchObject({
    rows: 7,
    missing: 2,
    infinite: 2,
    figures: { mean: 1, min: -1, max: 3 },
  })
  expect(values[0]).toBe(3)
})

test('a constant column has no deviation, an empty one no figures', () => {
  const constant = describeDistribution(sortColumn(new Float32Array(1000).fill(0.1)))
  expect(constant.figures).toMatchObject({ std: 0, min: Math.fround(0.1), max: Math.fround(0.1) })
  expect(describeDistribution(sortColumn(Float32Array.of(Number.NaN)))).toEqual({
    rows: 1,
    missing: 1,
    infinite: 0,
    figures: null,
  })
})

test('a histogram has every value, those outside in the bins at the ends', () => {
  const { sorted } = sortColumn(Float32Array.of(-5, 0, 0.1, 0.5, 0.6, 0.99, 7))
  expect(histogram(sorted, 0, 1, 4)).toEqual([3, 1, 1, 2])
})
