import { describe, expect, test } from 'vitest'
import type { Metric, MetricPart } from '../../src/classifier/metric.js'
import { metricCatalog } from '../../src/classifier/metric-catalog.js'
import { createRng } from '../../src/core/rng.js'

const catalog = await metricCatalog()

/** Scores at random; `sure` of them are those of the right class. */
function part(rows: number, sure: number): MetricPart {
  const rng = createRng(3)
  const target = Uint8Array.from({ length: rows }, () => rng.below(3))
  const scores = [0, 1, 2].map((index) =>
    Float32Array.from(target, (label) => (rng.float() < sure ? Number(label === index) : rng.float() / 2)),
  )
  const [hold = new Float32Array(), buy = new Float32Array(), sell = new Float32Array()] = scores
  return {
    base: 'fil',
    ranges: [{ from: 0, to: rows }],
    time: Float64Array.from({ length: rows }, (_, row) => row * 60_000),
    close: Float64Array.from({ length: rows }, () => 100 + rng.float()),
    target,
    hold,
    buy,
    sell,
  }
}

test('there are metrics', () => {
  expect([...catalog.keys()]).toContain('MacroF1')
})

const valueOf = (metric: Metric, ...parts: MetricPart[]): number => metric.value({ fee: 0.001, parts })

for (const [id, { value: metric }] of catalog) {
  describe(`metric ${id}`, () => {
    test('is a finite number, the same for the same scores, of no rows and of several bases too', () => {
      expect(Number.isInteger(metric.version) && metric.version > 0).toBe(true)
      for (const parts of [[], [part(0, 1)], [part(100, 0.5)], [part(100, 0.5), part(30, 0.1)]]) {
        expect(Number.isFinite(valueOf(metric, ...parts))).toBe(true)
        expect(valueOf(metric, ...parts)).toBe(valueOf(metric, ...parts))
      }
    })

    test('is better for better scores', () => {
      const [good, bad] = [valueOf(metric, part(1000, 0.9)), valueOf(metric, part(1000, 0.1))]
      if (metric.better === 'higher') expect(good).toBeGreaterThan(bad)
      else expect(good).toBeLessThan(bad)
    })
  })
}

test('MacroF1 by hand', () => {
  // Two rows of hold, of which one is taken for buy; one of buy, hit; none of sell.
  const scored = {
    ...part(3, 1),
    target: Uint8Array.of(0, 0, 1),
    hold: Float32Array.of(0.9, 0.2, 0.1),
    buy: Float32Array.of(0.05, 0.7, 0.8),
    sell: Float32Array.of(0.05, 0.1, 0.1),
  }
  const expected = (2 / 3 + 2 / 3 + 0) / 3
  expect(catalog.get('MacroF1')?.value.value({ fee: 0, parts: [scored] })).toBeCloseTo(expected, 12)
})
