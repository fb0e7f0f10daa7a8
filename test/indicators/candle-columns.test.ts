import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { candleShape, plainCandleShape } from '../../src/indicators/candle-shape.js'
import { excessVolume, plainExcessVolume } from '../../src/indicators/excess-volume.js'
import { changeTimes, simpleReturn } from '../../src/indicators/returns.js'
import { randomCandles } from '../support/random-candles.js'
import { bitsOf } from '../support/same-bits.js'

/** Longer than a chunk of the kernel now and then; odd and even numbers of rows. */
const cases = fc.record({
  rows: fc.oneof(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 2045, max: 4200 })),
  seed: fc.nat(),
  from: fc.integer({ min: 1, max: 3 }),
})

test('columns of single candles have the bits of plain loops', () => {
  fc.assert(
    fc.property(cases, ({ rows, seed, from }) => {
      const candles = randomCandles(0, rows, seed)
      const plain = plainCandleShape(candles, from)
      for (const part of ['height', 'upper', 'lower'] as const) {
        expect(bitsOf(candleShape(candles, from, part))).toBe(bitsOf(plain[part]))
      }
      const means = candles.volume.map((volume, row) => (row % 5 === 0 ? 0 : volume + 1))
      expect(bitsOf(excessVolume(candles.volume, means, 1e-6))).toBe(
        bitsOf(plainExcessVolume(candles.volume, means, 1e-6)),
      )
      const changes = simpleReturn(candles.close, { window: 1, from })
      const factor = candles.volume.subarray(from)
      const products = Float32Array.from(changes, (change, row) => change * (factor[row] ?? 0))
      expect(bitsOf(changeTimes(candles.close, { window: 1, from }, factor))).toBe(bitsOf(products))
    }),
    { numRuns: 40 },
  )
})
