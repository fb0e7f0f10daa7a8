import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SCALER_KINDS, fitScaler, fitRobustColumn, scaleRows, fitStandardColumn } from '../../src/datasets/scaler.js'
import { quantile } from '../../src/datasets/statistics/quantile.js'

const row = z.array(z.number())
const golden = z
  .object({
    x: z.array(row),
    robust: z.object({ center: row, scale: row }),
    standard: z.object({ mean: row, scale: row }),
  })
  .parse(JSON.parse(gunzipSync(readFileSync(new URL('../golden/data/scalers.json.gz', import.meta.url))).toString()))

const expected = { robust: golden.robust, standard: { center: golden.standard.mean, scale: golden.standard.scale } }
const columns = golden.robust.center.map((_, index) => `c${index}`)
const column = (index: number): number[] => golden.x.map((values) => values[index] ?? Number.NaN)

const notANumber = (): Float32Array => Float32Array.of(1, Number.NaN)
const noRows = (): Float32Array => new Float32Array(0)
/** One value scaled by center 0.1 and scale 3. */
const step = (x: number): number => Math.fround(Math.fround(x - Math.fround(0.1)) / 3)

function expectClose(actual: number, wanted: number, relative: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted) + 1e-7 * relative)
}

describe('scalers', () => {
  test.each(SCALER_KINDS)('%s equals the reference in float64, and in float32 as it is stored', (kind) => {
    const one = kind === 'robust' ? fitRobustColumn : fitStandardColumn
    columns.forEach((_, index) => {
      const fitted = one(Float64Array.from(column(index)))
      expectClose(fitted.center, expected[kind].center[index] ?? Number.NaN, 1e-12)
      expectClose(fitted.scale, expected[kind].scale[index] ?? Number.NaN, 1e-12)
    })
    const scaler = fitScaler(kind, { base: 'fil', columns, values: (index) => Float32Array.from(column(index)) })
    columns.forEach((_, index) => {
      expectClose(scaler.center[index] ?? Number.NaN, expected[kind].center[index] ?? Number.NaN, 1e-5)
      expectClose(scaler.scale[index] ?? Number.NaN, expected[kind].scale[index] ?? Number.NaN, 1e-5)
    })
  })

  test('quantiles of unsorted values are those of sorted ones, to the bit', () => {
    const values = fc.array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1, 2, 3)), {
      minLength: 1,
      maxLength: 300,
    })
    fc.assert(
      fc.property(values, (list) => {
        const sorted = Float32Array.from(list).sort()
        const span = quantile(sorted, 0.95) - quantile(sorted, 0.05)
        const { center, scale } = fitRobustColumn(Float32Array.from(list))
        // Which of two zeros, 0 or −0, is the middle one makes no difference.
        expect(center + 0).toBe(quantile(sorted, 0.5) + 0)
        expect(scale).toBe(span < 10 * Number.EPSILON ? 1 : span)
      }),
    )
  })

  test('a column without spread has the scale 1', () => {
    for (const kind of SCALER_KINDS) {
      const constant = fitScaler(kind, { base: 'fil', columns: ['c'], values: () => new Float32Array(1000).fill(0.1) })
      expect(constant.scale).toEqual(Float32Array.of(1))
      expect(constant.center).toEqual(Float32Array.of(0.1))
    }
  })

  test('a value that is no number is an error naming base and column; no rows are one, too', () => {
    expect(() => fitScaler('robust', { base: 'fil', columns: ['vol5m1h'], values: notANumber })).toThrow(
      /vol5m1h of base fil is NaN/,
    )
    expect(() => fitScaler('robust', { base: 'fil', columns: ['c'], values: noRows })).toThrow(
      /base fil has no training rows/,
    )
  })

  test('rows are scaled in float32 steps', () => {
    const matrix = Float32Array.of(1, 10, 3, 30)
    scaleRows({ center: Float32Array.of(0.1, 0), scale: Float32Array.of(3, 10) }, matrix)
    expect(matrix).toEqual(Float32Array.of(step(1), 1, step(3), 3))
  })
})
