import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { meanRatio } from '../../src/indicators/mean-ratio.js'
import { relativeVolume } from '../../src/indicators/relative-volume.js'
import { rollingMean } from '../../src/indicators/rolling-mean.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    short: fc.integer({ min: 1, max: 30 }),
    long: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 61, max: 6000 })),
    rows: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 4000, max: 9500 })),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    traded: fc.constantFrom(0.01, 0.8),
  })
  .map(({ short, long, rows, first, seed, traded }) => {
    const rng = createRng(seed)
    const from = Math.max(short, long) - 1
    const values = Float64Array.from({ length: from + rows }, () => (rng.float() < traded ? rng.float() : 0))
    return { values, options: { first, from, short, long, fillValue: 3 } }
  })

test('the ratio of means has the bits of two rolling means divided, wherever the values begin', () => {
  fc.assert(
    fc.property(cases, fc.nat(20_000), ({ values, options }, skipped) => {
      const { first, from, short, long, fillValue } = options
      const mean = (window: number): Float64Array => rollingMean(values, { first, from, window })
      const ratio = meanRatio(values, options)
      expect(bitsOf(ratio)).toBe(bitsOf(new Float32Array(relativeVolume(mean(short), mean(long), fillValue))))
      const start = skipped % Math.max(1, ratio.length)
      const part = meanRatio(values.slice(start), { ...options, first: first + start })
      expect(bitsOf(part)).toBe(bitsOf(ratio.slice(start)))
    }),
    { numRuns: 80 },
  )
})

test('the ratio of means refuses windows that are not there', () => {
  const options = { first: 0, from: 50, short: 5, long: 60, fillValue: 0 }
  expect(() => meanRatio(new Float64Array(100), options)).toThrow(RangeError)
  expect(() => meanRatio(new Float64Array(100), { ...options, short: 0, long: 20 })).toThrow(RangeError)
})
