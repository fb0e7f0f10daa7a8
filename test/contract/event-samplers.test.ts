import { basename } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { candlesToFrame, sliceCandles } from '../../src/core/candles.js'
import { UserError } from '../../src/core/errors.js'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { computeEventMask } from '../../src/datasets/event-sampler.js'
import { disturbed, randomCandles } from '../support/random-candles.js'
import { bitsOf } from '../support/same-bits.js'

const entries = [...(await eventCatalog())]
const FIRST = 28_180_007
const EXTRA = 4000

describe.each(entries.map(([id, entry]) => ({ id, sampler: entry.value, file: entry.file })))(
  'event sampler $id',
  ({ id, sampler, file }) => {
    const { history } = sampler
    const rows = history + EXTRA
    const candles = randomCandles(FIRST, rows, 13)
    const whole = computeEventMask(sampler, candles).events

    test('is called like its file', () => {
      expect(id).toBe(basename(file).replace(/\.[jt]s$/, ''))
      expect(sampler.id).toBe(id)
      for (const value of [sampler.version, history]) expect(Number.isInteger(value) && value >= 0).toBe(true)
    })

    test('says yes or no for each candle after its history, and both where not all are wanted', () => {
      expect(whole.length).toBe(EXTRA)
      expect(whole.every((event) => event === 0 || event === 1)).toBe(true)
      expect(new Set(whole).size).toBe(id === 'EveryMinute' ? 1 : 2)
    })

    test('writes to no candle and gives the same again', () => {
      const before = [...candlesToFrame(candles).columns.values()].map(bitsOf)
      expect(bitsOf(sampler.events(candles))).toBe(bitsOf(whole))
      expect([...candlesToFrame(candles).columns.values()].map(bitsOf)).toEqual(before)
    })

    test('needs its history, and is the same wherever the candles begin', () => {
      expect(() => computeEventMask(sampler, sliceCandles(candles, 0, history))).toThrow(UserError)
      fc.assert(
        fc.property(fc.integer({ min: 0, max: EXTRA - 1 }), fc.integer({ min: 1, max: EXTRA }), (start, count) => {
          const part = computeEventMask(sampler, sliceCandles(candles, start, history + Math.min(count, EXTRA - start)))
          expect(bitsOf(part.events)).toBe(bitsOf(whole.slice(start, start + part.events.length)))
        }),
        { numRuns: 30 },
      )
    })

    test('knows nothing of the future', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: EXTRA - 1 }), (row) => {
          const other = sampler.events(disturbed(candles, history + row + 1))
          expect(bitsOf(other.slice(0, row + 1))).toBe(bitsOf(whole.slice(0, row + 1)))
        }),
        { numRuns: 10 },
      )
    })
  },
)
