import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, sliceCandles, type Candles } from '../../src/core/candles.js'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import { atr, atrHistory } from '../../src/indicators/atr.js'
import { bollingerBands } from '../../src/indicators/bollinger-bands.js'
import { adx, adxHistory } from '../../src/indicators/adx.js'
import { macd, macdHistory } from '../../src/indicators/macd.js'
import { obv } from '../../src/indicators/obv.js'
import { rsi, rsiHistory } from '../../src/indicators/rsi.js'
import { logReturn, pctChange } from '../../src/indicators/pct-change.js'
import { stochastic, stochasticHistory } from '../../src/indicators/stochastic.js'
import { takerBuyShare } from '../../src/indicators/taker-buy-share.js'
import { timeOfDay, timeOfWeek } from '../../src/indicators/time-cycle.js'
import { trueRange } from '../../src/indicators/true-range.js'
import { williamsR } from '../../src/indicators/williams-r.js'
import { disturbed, randomCandles } from '../support/random-candles.js'
import { bitsOf } from '../support/same-bits.js'

interface Indicator {
  readonly history: number
  readonly columns: (candles: Candles, from: number) => readonly Float64Array[]
}

const PERIOD = 5
const period = ({ grid }: Candles, from: number): { first: number; from: number; period: number } => ({
  first: grid.first,
  from,
  period: PERIOD,
})
const span = ({ grid }: Candles, from: number): { first: number; from: number; window: number } => ({
  first: grid.first,
  from,
  window: PERIOD,
})

function directions(candles: Candles, from: number): Float64Array[] {
  const { adx: trend, plusDi, minusDi } = adx(candles, period(candles, from))
  return [trend, plusDi, minusDi]
}

function convergence(close: Float64Array, first: number, from: number): Float64Array[] {
  const columns = macd(close, { first, from, fastPeriod: 3, slowPeriod: 6, signalPeriod: 2 })
  return [columns.macd, columns.signal, columns.histogram]
}

function oscillator(candles: Candles, from: number): Float64Array[] {
  const { fastK, fastD } = stochastic(candles, period(candles, from))
  return [fastK, fastD]
}

function bands(candles: Candles, from: number): Float64Array[] {
  const { middle, upper, lower } = bollingerBands(candles.close, period(candles, from))
  return [middle, upper, lower]
}

const INDICATORS: Readonly<Record<string, Indicator>> = {
  rsi: {
    history: rsiHistory(PERIOD),
    columns: (candles, from) => [rsi(candles.close, period(candles, from))],
  },
  atr: {
    history: atrHistory(PERIOD),
    columns: (candles, from) => [atr(candles, period(candles, from))],
  },
  adx: {
    history: adxHistory(PERIOD),
    columns: (candles, from) => directions(candles, from),
  },
  macd: {
    history: macdHistory({ fastPeriod: 3, slowPeriod: 6, signalPeriod: 2 }),
    columns: (candles, from) => {
      const { first } = candles.grid
      return convergence(candles.close, first, from)
    },
  },
  stochastic: {
    history: stochasticHistory(PERIOD),
    columns: (candles, from) => oscillator(candles, from),
  },
  williamsR: { history: PERIOD - 1, columns: (candles, from) => [williamsR(candles, period(candles, from))] },
  bollingerBands: {
    history: PERIOD - 1,
    columns: (candles, from) => bands(candles, from),
  },
  obv: { history: PERIOD, columns: (candles, from) => [obv(candles, span(candles, from))] },
  takerBuyShare: { history: PERIOD - 1, columns: (candles, from) => [takerBuyShare(candles, span(candles, from))] },
  trueRange: { history: 1, columns: (candles, from) => [trueRange(candles, from)] },
  pctChange: { history: PERIOD, columns: ({ close }, from) => [pctChange(close, { period: PERIOD, from })] },
  logReturn: { history: PERIOD, columns: ({ close }, from) => [logReturn(close, { period: PERIOD, from })] },
}

const EXTRA = 300
/** So far off that even the oldest candle of two memories one after the other shows. */
const FAR = 1e18

describe.each(Object.entries(INDICATORS))('%s', (_, { history, columns }) => {
  const random = randomCandles(28_000_003, history + EXTRA, 4)
  const candles = { ...random, takerBuyVolume: random.volume.map((value, i) => (value * (i % 5)) / 4) }
  const whole = columns(candles, history)

  test('gives a number for each row after its history, and refuses one before', () => {
    for (const column of whole) {
      expect(column.length).toBe(EXTRA)
      expect(column.every(Number.isFinite)).toBe(true)
    }
    expect(() => columns(candles, history - 1)).toThrow(RangeError)
  })

  test('gives the same bits wherever the candles begin', () => {
    fc.assert(
      fc.property(fc.nat(EXTRA - 1), fc.nat(20), (start, lead) => {
        const begin = Math.max(0, start - lead)
        const part = columns(sliceCandles(candles, begin, history + EXTRA - begin), history + start - begin)
        expect(part.map(bitsOf)).toEqual(whole.map((column) => bitsOf(column.slice(start))))
      }),
      { numRuns: 30 },
    )
  })

  test('reads its whole history', () => {
    const moved = columns(disturbed(candles, 0, 1, FAR), history).map(bitsOf)
    expect(moved).not.toEqual(whole.map(bitsOf))
    const later = columns(disturbed(candles, 0, 1, FAR), history + 1).map(bitsOf)
    expect(later).toEqual(whole.map((column) => bitsOf(column.slice(1))))
  })
})

/** A market that never moves and never trades. */
function still(rows: number): Candles {
  const candles = allocateCandles({ calendar: alwaysOpen(), first: 28_000_003, rows })
  for (const column of [candles.open, candles.high, candles.low, candles.close]) column.fill(60_000.01)
  return candles
}

const all = (column: Float64Array): Set<number> => new Set(column)

describe('where nothing moves', () => {
  const rows = 2000
  const from = 1000
  const candles = still(rows)

  test('the oscillators stand in the middle, ranges and trends at zero', () => {
    expect(all(rsi(candles.close, period(candles, from)))).toEqual(new Set([50]))
    expect(oscillator(candles, from).map(all)).toEqual([new Set([50]), new Set([50])])
    expect(all(williamsR(candles, period(candles, from)))).toEqual(new Set([-50]))
    expect(all(atr(candles, period(candles, from)))).toEqual(new Set([0]))
    for (const column of directions(candles, from)) {
      expect(all(column)).toEqual(new Set([0]))
    }
    const [middle, upper, lower] = bands(candles, from)
    expect([upper, lower]).toEqual([middle, middle])
    expect(all(takerBuyShare(candles, span(candles, from)))).toEqual(new Set([0.5]))
    expect(all(obv(candles, span(candles, from)))).toEqual(new Set([0]))
  })
})

describe('taker-buy share', () => {
  test('is the share of the volume of the window; unknown only where a candle in it is', () => {
    const candles = still(12)
    candles.volume.fill(4)
    candles.takerBuyVolume.fill(1)
    candles.takerBuyVolume[3] = Number.NaN
    const share = takerBuyShare(candles, { first: candles.grid.first, window: 3, from: 2 })
    expect([...share]).toEqual([0.25, NaN, NaN, NaN, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25])
  })
})

/** A day of hours. */
const hours = (start: number): { calendar: ReturnType<typeof alwaysOpen>; first: number; rows: number } => ({
  calendar: alwaysOpen(HOUR),
  first: start / HOUR,
  rows: 24,
})

describe('time cycles', () => {
  test('begin at midnight and on Monday, UTC', () => {
    const monday = Date.UTC(2024, 0, 1)
    const day = timeOfDay(hours(monday), 0)
    expect([day.sin[0], day.cos[0], day.sin[6], day.cos[12]]).toEqual([0, 1, 1, -1])
    const week = timeOfWeek(hours(monday), 0)
    expect([week.sin[0], week.cos[0]]).toEqual([0, 1])
    expect(timeOfWeek(hours(monday + 3.5 * DAY - HOUR), 1).cos[0]).toBe(-1)
  })

  test('depend on the minute alone, also before 1970', () => {
    const before = { calendar: alwaysOpen(), first: -3 * (DAY / MINUTE), rows: 10 }
    const after = { calendar: alwaysOpen(), first: 700_004 * (DAY / MINUTE), rows: 10 }
    expect(timeOfDay(before, 0)).toEqual(timeOfDay(after, 0))
    expect(timeOfWeek(before, 3)).toEqual(timeOfWeek({ ...before, first: before.first + 70 * (DAY / MINUTE) }, 3))
  })
})
