import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeTicks, integerTicks, labelTicks, paddedRange, timeTicks } from '../../web/charts/ticks.js'
import { formatSetting } from '../../web/training/setting-text.js'

const range = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }))
  .map(([low, width]) => [low, low + width] as const)

test('ticks lie in the range, evenly, neither too few nor too many, and read apart by their digits', () => {
  fc.assert(
    fc.property(range, fc.integer({ min: 2, max: 8 }), ([low, high], count) => {
      const { values, digits } = computeTicks(low, high, count)
      const slack = 1e-6 * (high - low) + 1e-9
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low - slack)
        expect(value).toBeLessThanOrEqual(high + slack)
      }
      expect(values.length).toBeLessThanOrEqual(count + 1)
      expect(values.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5))
      expect(new Set(values.map((value) => value.toFixed(Math.min(20, digits)))).size).toBe(values.length)
    }),
  )
})

test('ticks of time are begins of hours or days', () => {
  const day = Date.UTC(2024, 1, 28)
  expect(timeTicks(day, day + 4 * 86_400_000).map((time) => new Date(time).toISOString().slice(0, 16))).toEqual([
    '2024-02-28T00:00',
    '2024-02-29T00:00',
    '2024-03-01T00:00',
    '2024-03-02T00:00',
    '2024-03-03T00:00',
  ])
  expect(timeTicks(day + 1, day + 2 * 3_600_000)).toEqual([day + 3_600_000, day + 2 * 3_600_000])
})

test('an epoch is not divided', () => {
  expect(integerTicks(0, 1)).toEqual([0, 1])
  expect(integerTicks(0.5, 1.5)).toEqual([1])
  expect(integerTicks(0, 50)).toEqual([0, 10, 20, 30, 40, 50])
})

function textsOf(values: readonly number[], digits: number): readonly string[] {
  return labelTicks(values, (value) => value.toFixed(digits)).map(({ text }) => text)
}

test('labels of ticks differ, and zero has no sign', () => {
  const [low, high] = paddedRange([0])
  expect(labelTicks(computeTicks(low, high, 4).values, (value) => value.toFixed(3))).toEqual([
    { value: 0, text: '0.000' },
  ])
  expect(textsOf([-0.02, -0.01, 0, 0.01], 1)).toEqual(['0.0'])
  expect(textsOf([-0.2, -0.1, 0, 0.1], 1)).toEqual(['-0.2', '-0.1', '0.0', '0.1'])
  expect(textsOf([0.4213, 0.4214], 3)).toEqual(['0.421'])
})

test('a spread is never empty and ignores what is not a number', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9 })), fc.boolean(), (values, withZero) => {
      const [low, high] = paddedRange(values, withZero)
      expect(low).toBeLessThan(high)
      for (const value of values.filter(Number.isFinite)) expect(value >= low && value <= high).toBe(true)
      if (withZero) expect(low <= 0 && high >= 0).toBe(true)
    }),
  )
})

test.each([
  ['params', '[["l1",24],["dropout",0.2]]', 'l1 24, dropout 0.2'],
  ['base', '["btc","eth"]', 'btc, eth'],
  ['source of the features', 'a'.repeat(64), 'a'.repeat(12)],
  ['sets', '{"training":[{"from":0,"to":86400000}]}', 'training 1970-01-01 00:00 to 1970-01-02 00:00'],
  ['seed', '1', '1'],
  ['seed', undefined, '–'],
])('the setting %s is read as people do', (name, text, expected) => {
  expect(formatSetting(name, text)).toBe(expected)
})
