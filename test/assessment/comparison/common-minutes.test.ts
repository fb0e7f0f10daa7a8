import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepCommonMinutes } from '../../../src/assessment/comparison/common-minutes.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { MINUTE } from '../../../src/core/time.js'
import { handSeries, nextRowFills } from '../attribution/hand-series.js'
import { randomSeries } from '../../support/random-series.js'

const RULE = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0.001 }

test('the minutes of both are kept, and a range ends where one of either ends', () => {
  const close = [10, 11, 12, 13, 14, 15]
  const first = handSeries('+.-+.-', close)
  const later = {
    ...handSeries('--++', close.slice(2), 2 * MINUTE),
    ranges: [
      { from: 0, to: 1 },
      { from: 1, to: 4 },
    ],
  }
  const { first: one, second: other, minutes } = keepCommonMinutes([first], [later])
  expect(minutes).toBe(4)
  expect([...(one[0]?.time ?? [])]).toEqual([2, 3, 4, 5].map((minute) => minute * MINUTE))
  expect([...(one[0]?.buy ?? [])]).toEqual([0, 1, 0, 0])
  expect([...(other[0]?.buy ?? [])]).toEqual([0, 0, 1, 1])
  for (const series of [one, other])
    expect(series[0]?.ranges).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 4 },
    ])
})

test('a hole in either ends a range, and bases that only one has are left out', () => {
  const first = handSeries('......', [1, 2, 3, 4, 5, 6])
  const holed = {
    ...handSeries('....', [1, 2, 5, 6]),
    time: Float64Array.from([0, 1, 4, 5].map((minute) => minute * MINUTE)),
    ranges: [
      { from: 0, to: 2 },
      { from: 2, to: 4 },
    ],
  }
  const { first: one, minutes } = keepCommonMinutes([first, handSeries('..', [1, 2], 0, 'b')], [holed])
  expect(one.map(({ base }) => base)).toEqual(['a'])
  expect(one[0]?.ranges).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 4 },
  ])
  expect(minutes).toBe(4)
})

test('a base of another market, whose closes differ, is left out', () => {
  expect(keepCommonMinutes([handSeries('..', [1, 2])], [handSeries('..', [1, 3])])).toEqual({
    first: [],
    second: [],
    minutes: 0,
  })
})

test('both are filled as the first is, and no fill lies behind the end of its range', () => {
  const price = [10, 11, 12, 13, 14, 15]
  const first = nextRowFills(handSeries('+....-', price), price, 0.001, 0)
  const second = handSeries('+.-', price.slice(1, 4), MINUTE)
  const {
    first: [one],
    second: [other],
  } = keepCommonMinutes([first], [second])
  expect([...(one?.fills?.row ?? [])]).toEqual([1, 2, 2])
  expect(other?.fills).toEqual(one?.fills)
  expect([...(one?.fills?.buyPrice ?? [])]).toEqual([...(first.fills?.buyPrice ?? [])].slice(1, 4))
})

test('what is compared with itself trades as before, and which is first does not matter for the minutes', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('a'), (one, other) => {
      const same = keepCommonMinutes([one], [one])
      const trades = same.first.flatMap((series) => simulateTrades(series, RULE))
      expect(trades).toEqual(simulateTrades(one, RULE))
      // One market: the same minutes have the same closes.
      const close = other.time.map((time) => 1 + ((time / MINUTE) % 7))
      const first = { ...one, close: one.time.map((time) => 1 + ((time / MINUTE) % 7)) }
      const there = keepCommonMinutes([first], [{ ...other, close }])
      const back = keepCommonMinutes([{ ...other, close }], [first])
      expect(there.minutes).toBe(back.minutes)
      expect(there.first[0]?.ranges).toEqual(back.first[0]?.ranges)
      expect([...(there.first[0]?.time ?? [])]).toEqual([...one.time].filter((time) => other.time.includes(time)))
    }),
    { numRuns: 60 },
  )
})
