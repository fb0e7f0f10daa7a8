import { array, assert, constantFrom, float, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { clusterByCorrelation } from '../../../src/datasets/statistics/correlation-clusters.js'
import { centredRanks, dotProducts } from '../../../src/datasets/statistics/rank-correlation.js'
import { reference } from './reference.js'

test('correlations are Spearman’s as SciPy has them, ties included', () => {
  const products = dotProducts(reference.columns.map(centredRanks))
  reference.spearman.flat().forEach((value, cell) => expect(products[cell]).toBeCloseTo(value, 5))
})

test('ranks are those of counting the smaller and the equal ones', () => {
  const value = oneof(float(), constantFrom(0, -0, 1, -1, Number.NaN, Infinity))
  assert(
    property(array(value, { minLength: 1, maxLength: 40 }), (list) => {
      const values = Float32Array.from(list)
      const finite = values.filter((one) => Number.isFinite(one))
      const plain = Array.from(values, (one) => {
        if (!Number.isFinite(one)) return 0
        const below = finite.filter((other) => other < one).length
        return below + (finite.filter((other) => other === one).length - 1) / 2 - (finite.length - 1) / 2
      })
      const norm = Math.hypot(...plain) || 1
      centredRanks(values).forEach((rank, i) => expect(rank).toBeCloseTo((plain[i] ?? 0) / norm, 6))
    }),
  )
})

test('sums over blocks of rows are the sums over all of them', () => {
  const columns = [1, 2, 3].map((k) => Float32Array.from({ length: 5000 }, (_, i) => Math.sin(k * i)))
  const products = dotProducts(columns)
  columns.forEach((a, i) =>
    columns.forEach((b, j) => {
      const plain = a.reduce((sum, value, row) => sum + value * (b[row] ?? 0), 0)
      expect(products[3 * i + j]).toBeCloseTo(plain, 8)
    }),
  )
})

test('a constant column correlates with nothing', () => {
  const ranks = [new Float32Array(9).fill(4), Float32Array.from({ length: 9 }, (_, i) => i)].map(centredRanks)
  expect([...dotProducts(ranks)].map((value) => Number(value.toFixed(6)))).toEqual([0, 0, 0, 1])
})

test.each(Object.entries(reference.clusters))(
  'clusters at %s are those of SciPy, complete linkage',
  (threshold, groups) => {
    const count = reference.columns.length
    const matrix = Float64Array.from(reference.spearman.flat())
    const { clusters, order } = clusterByCorrelation(matrix, count, Number(threshold))
    const wanted = [...new Set(groups)].map((group) => groups.flatMap((one, i) => (one === group ? [i] : [])))
    expect(sorted(clusters)).toEqual(sorted(wanted.filter((group) => group.length > 1)))
    expect([...order].sort((a, b) => a - b)).toEqual(groups.map((_, i) => i))
    for (const cluster of clusters) {
      const places = cluster.map((column) => order.indexOf(column))
      expect(Math.max(...places) - Math.min(...places)).toBe(cluster.length - 1)
    }
  },
)

function sorted(lists: readonly (readonly number[])[]): string[] {
  return lists.map((list) => list.toSorted((a, b) => a - b).join()).sort()
}

test('no column, one column', () => {
  expect(clusterByCorrelation(new Float64Array(0), 0, 0.9)).toEqual({ clusters: [], order: [] })
  expect(clusterByCorrelation(Float64Array.of(1), 1, 0.9)).toEqual({ clusters: [], order: [0] })
})
