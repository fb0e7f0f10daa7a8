import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { sortScores } from '../../src/classifier/sort-scores.js'

const rng = createRng(8)
const LENGTH = 5000

describe('sorting scores', () => {
  test.each<[string, () => number]>([
    ['scores', () => rng.float()],
    ['scores with ties, zeros and ones', () => rng.below(9) / 8],
    ['tiny and huge numbers', () => 10 ** (rng.float() * 80 - 45)],
    ['zeros of both signs', () => (rng.below(2) === 0 ? -0 : 0)],
    ['numbers of both signs', () => rng.normal()],
    ['numbers and what is none', () => (rng.below(50) === 0 ? Number.NaN : rng.float())],
  ])('gives the order of the plain sort: %s', (_, draw) => {
    for (const length of [0, 1, 100, LENGTH]) {
      const scores = Float32Array.from({ length }, draw)
      const plain = scores.toSorted()
      const sorted = sortScores(scores, new Float32Array(LENGTH))
      expect(sorted).toBe(scores)
      expect(sorted).toEqual(plain)
    }
  })
})
