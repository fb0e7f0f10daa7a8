import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import {
  firstBarrierTouch,
  plainFirstBarrierTouch,
  simdFirstBarrierTouch,
} from '../../src/targets/first-barrier-touch.js'

const CODES = { none: 3, upper: 7, lower: 5 }

describe('first touch of a fixed barrier', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdFirstBarrierTouch).toBeDefined()
  })

  test('are those of the plain loop, whatever moves: steps of half a per cent hit the barriers exactly', () => {
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.nat(3000),
          ahead: fc.oneof(fc.nat(40), fc.nat(400)),
          seed: fc.nat(),
          steps: fc.boolean(),
          size: fc.double({ min: 1e-5, max: 0.01, noNaN: true }),
          limit: fc.oneof(fc.constant(0.01), fc.double({ min: 0, max: 0.6, noNaN: true })),
        }),
        ({ rows, ahead, seed, steps, size, limit }) => {
          const rng = createRng(seed)
          let price = 1000
          const values = Float64Array.from({ length: rows }, () => {
            if (steps) return 1000 + 5 * (rng.below(7) - 3)
            return (price *= 1 + size * rng.normal())
          })
          const barriers = { horizon: ahead, lower: -limit / 2, upper: limit }
          expect(firstBarrierTouch(values, barriers, CODES)).toEqual(plainFirstBarrierTouch(values, barriers, CODES))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('count where the row itself goes the same way', () => {
    const { none, upper, lower } = CODES
    const barriers = { horizon: 2, lower: -0.005, upper: 0.01 }
    const of = (...values: number[]) => [...firstBarrierTouch(Float64Array.from(values), barriers, CODES)]
    expect(of(100, 100.5, 101, 102)[0]).toBe(upper)
    expect(of(100, 100.5, 101, 101)[0]).toBe(none)
    expect(of(100, 99.9, 99.4, 102)[0]).toBe(lower)
    expect(of(100, 100.1, 99.4, 102)[0]).toBe(none)
    expect(of(100, 99.5, 99.5, 99.5)[0]).toBe(none)
    expect(of(100, 101.5)).toEqual([upper])
    expect(of(100)).toEqual([])
    expect(of()).toEqual([])
  })

  test('are those of the plain loop where prices are tiny, huge, far apart, or none at all', () => {
    const barriers = { horizon: 28, lower: -0.005, upper: 0.01 }
    for (const scale of [1e-40, 1e-9, 1e9, 1e40]) {
      const rng = createRng(3)
      const steady = Float64Array.from({ length: 3000 }, () => scale * (1000 + 5 * (rng.below(7) - 3)))
      const withOne = (odd: number) => steady.map((value, row) => (row === 1500 ? odd : value))
      const odd = [scale * 1e45, scale * 1e5, scale, 0, NaN, Infinity].map(withOne)
      for (const values of [steady, new Float64Array(3000).fill(scale), ...odd]) {
        expect(firstBarrierTouch(values, barriers, CODES)).toEqual(plainFirstBarrierTouch(values, barriers, CODES))
      }
    }
  })

  test('are the same across chunks', () => {
    const rng = createRng(9)
    let price = 50
    const values = Float64Array.from({ length: 40_000 }, () => (price *= 1 + 0.002 * rng.normal()))
    const barriers = { horizon: 28, lower: -0.005, upper: 0.01 }
    expect(firstBarrierTouch(values, barriers, CODES)).toEqual(plainFirstBarrierTouch(values, barriers, CODES))
  })
})
