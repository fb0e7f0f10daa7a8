import { describe, expect, test } from 'vitest'
import { commonBlockLength, optimalBlockLength } from '../../../src/assessment/statistics/block-length.js'

/** An AR(1) series of uniform noise from a linear congruential generator, which other programs make to the bit. */
function autoregressive(length: number, phi: number, seed: number): Float64Array {
  let state = BigInt(seed)
  let before = 0
  return Float64Array.from({ length }, () => {
    state = (state * 1103515245n + 12345n) % 2147483648n
    before = phi * before + (Number(state) / 2147483648 - 0.5)
    return before
  })
}

/** arch 7.2 (Python), optimal_block_length: length, phi, seed, stationary, circular. */
const LENGTHS = [
  [365, 0, 1, 1.7563922567294608, 2.0105672317886016],
  [365, 0.3, 2, 5.222777777898716, 5.978588108051701],
  [1000, 0.7, 3, 17.387581556513766, 19.903812251298934],
  [60, 0.5, 4, 1.9477334475016028, 2.229598218052587],
  [365, -0.4, 5, 2.773822253958889, 3.1752338404181253],
  [30, 0.2, 6, 1.4324656751402811, 1.639763860301854],
] as const

describe('the length of blocks', () => {
  test.each(LENGTHS)(
    'of %d values with a coefficient of %d is that of arch',
    (length, phi, seed, stationary, circular) => {
      const found = optimalBlockLength(autoregressive(length, phi, seed))
      expect(found.stationary).toBeCloseTo(stationary, 8)
      expect(found.circular).toBeCloseTo(circular, 8)
    },
  )

  test('of what does not vary is one, and of too few values there is none', () => {
    expect(optimalBlockLength(new Float64Array(100))).toEqual({ stationary: 1, circular: 1 })
    expect(() => optimalBlockLength(new Float64Array(7))).toThrow('a block length from 7 values; expected at least 8')
  })

  test('of several bases is the longest of theirs, and no shorter than the longest hold', () => {
    const bases = [autoregressive(365, 0, 1), autoregressive(365, 0.3, 2)]
    expect(commonBlockLength(bases, 2)).toBeCloseTo(5.2228, 4)
    expect(commonBlockLength(bases, 9)).toBe(9)
    expect(commonBlockLength([new Float64Array(30)], 0)).toBe(1)
  })
})
