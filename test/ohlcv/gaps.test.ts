import { expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.js'
import { findGaps, findNoTradeBreaks } from '../../src/ohlcv/gaps.js'
import { computeCandleQuality } from '../../src/ohlcv/quality.js'
import { candlesFrom } from '../support/candles-from.js'

const START = Date.UTC(2023, 7, 1)
const rows = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index)

test('gaps are runs of filled minutes; more than the limit in a row is an outage', () => {
  const candles = candlesFrom(START, 200, { missing: [5, ...rows(20, 30), ...rows(100, 31)] })
  expect(findGaps(candles, { outageMinutes: 30 })).toEqual([
    { from: START + 5 * MINUTE, to: START + 6 * MINUTE, minutes: 1, outage: false, notImported: false },
    { from: START + 20 * MINUTE, to: START + 50 * MINUTE, minutes: 30, outage: false, notImported: false },
    { from: START + 100 * MINUTE, to: START + 131 * MINUTE, minutes: 31, outage: true, notImported: false },
  ])
  expect(findGaps(candlesFrom(START, 5), { outageMinutes: 30 })).toEqual([])
})

test('a zero-volume row of the source is a break, not a gap; a filled one is both', () => {
  const candles = candlesFrom(START, 100, { missing: rows(50, 6) })
  candles.volume.fill(0, 10, 20)
  candles.volume.fill(0, 30, 39)
  candles.volume.fill(0, 56, 60)
  expect(findGaps(candles, { outageMinutes: 30 })).toHaveLength(1)
  expect(findNoTradeBreaks(candles, 10)).toEqual([
    { from: START + 10 * MINUTE, to: START + 20 * MINUTE, minutes: 10 },
    { from: START + 50 * MINUTE, to: START + 60 * MINUTE, minutes: 10 },
  ])
})

test('a gap too long for an outage was never imported: it is neither an outage nor a part of a break', () => {
  const candles = candlesFrom(START, 400, { missing: [...rows(20, 40), ...rows(100, 101)] })
  candles.volume.fill(0, 90, 100)
  candles.volume.fill(0, 201, 206)
  const limits = { outageMinutes: 30, notImportedMinutes: 100 }
  const found = findGaps(candles, limits)
  expect(found.map(({ minutes, outage, notImported }) => ({ minutes, outage, notImported }))).toEqual([
    { minutes: 40, outage: true, notImported: false },
    { minutes: 101, outage: false, notImported: true },
  ])
  const quality = computeCandleQuality(candles, { ...limits, noTradeBreakMinutes: 10 })
  expect(quality.outages).toEqual(found.slice(0, 1))
  expect(quality.notImported).toEqual(found.slice(1))
  expect(quality.noTradeBreaks).toEqual([
    { from: START + 20 * MINUTE, to: START + 60 * MINUTE, minutes: 40 },
    { from: START + 90 * MINUTE, to: START + 100 * MINUTE, minutes: 10 },
  ])
})
