import { expect, test } from 'vitest'
import { durationText, layOutWindows, parseDuration } from '../../../src/assessment/walk-forward/lay-out-windows.js'
import { DAY, HOUR, MINUTE, isoMinute } from '../../../src/core/time.js'

const from = Date.UTC(2024, 0, 1)
const range = (days: number): { from: number; to: number } => ({ from, to: from + days * DAY })
const lengths = { mode: 'rolling', training: 10 * DAY, validation: 3 * DAY, test: 2 * DAY, step: 2 * DAY } as const
const text = (one: { from: number; to: number }): string => `${isoMinute(one.from)} ${isoMinute(one.to)}`

test('rolling windows move on by a step, the stretches of each follow each other', () => {
  const windows = layOutWindows(range(20), lengths)
  expect(windows.map(({ number }) => number)).toEqual([1, 2, 3])
  expect(windows.map(({ training }) => text(training))).toEqual([
    '2024-01-01T00:00Z 2024-01-11T00:00Z',
    '2024-01-03T00:00Z 2024-01-13T00:00Z',
    '2024-01-05T00:00Z 2024-01-15T00:00Z',
  ])
  for (const { training, validation, test: tested } of windows) {
    expect([validation.from, tested.from]).toEqual([training.to, validation.to])
    expect([validation.to - validation.from, tested.to - tested.from]).toEqual([3 * DAY, 2 * DAY])
  }
})

test('anchored windows train on all that was before', () => {
  const windows = layOutWindows(range(20), { ...lengths, mode: 'anchored' })
  const rolling = layOutWindows(range(20), lengths)
  expect(windows.map(({ training }) => training.from)).toEqual([from, from, from])
  expect(windows.map(({ training }) => training.to)).toEqual(rolling.map(({ training }) => training.to))
  expect(windows.map(({ test: tested }) => tested)).toEqual(rolling.map(({ test: tested }) => tested))
})

test('test stretches in minutes tile the time, and a longer step leaves time between them', () => {
  const minutes = { ...lengths, training: 90 * MINUTE, validation: 30 * MINUTE, test: 20 * MINUTE, step: 20 * MINUTE }
  const windows = layOutWindows({ from, to: from + 5 * HOUR }, minutes)
  expect(windows).toHaveLength(9)
  for (const [index, { test: tested }] of windows.entries())
    expect(tested.to).toBe(windows[index + 1]?.test.from ?? from + 5 * HOUR)
  const sparse = layOutWindows({ from, to: from + 5 * HOUR }, { ...minutes, step: 50 * MINUTE })
  expect(sparse.map(({ test: tested }) => (tested.from - from) / MINUTE)).toEqual([120, 170, 220, 270])
})

test('windows longer than the data, and overlapping tests, are refused in one line with the lengths', () => {
  expect(() => layOutWindows(range(14), lengths)).toThrow(
    'a window takes 15d (training 10d, validation 3d, test 2d), but there are 14d from 2024-01-01T00:00Z to 2024-01-15T00:00Z; give shorter ones, or import more candles',
  )
  expect(() => layOutWindows(range(20), { ...lengths, step: DAY })).toThrow(
    'step 1d is shorter than test 2d: test stretches would overlap, and their trades would count twice; give a step of 2d or more',
  )
})

test('lengths are read and written in days, hours and minutes', () => {
  expect(['30d', '7', '36h', '90m', ' 1d '].map(parseDuration)).toEqual([
    30 * DAY,
    7 * DAY,
    36 * HOUR,
    90 * MINUTE,
    DAY,
  ])
  expect(['', '0', '0d', '-1d', '1.5d', '3w', 'd', '1234567d'].map(parseDuration)).toEqual(Array(8).fill(undefined))
  expect([30 * DAY, 36 * HOUR, 90 * MINUTE, 0].map(durationText)).toEqual(['30d', '36h', '90m', '0m'])
})
