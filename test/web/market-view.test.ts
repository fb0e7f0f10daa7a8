import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FigureColumn } from '../../src/dashboard/market/api.js'
import { barAt, alignToGrid, type ChartBars } from '../../web/charts/chart-bars.js'
import { handleKey, type ChartKeyContext } from '../../web/market/chart/chart-keys.js'
import { gainWithin } from '../../web/market/gain-within.js'
import { figureLevels } from '../../web/market/figure-levels.js'
import { computeLag, formatFigure, figureTone } from '../../web/market/figure-text.js'
import {
  findInvalidFocus,
  focusAt,
  formatFocus,
  isAtEnd,
  moveFocus,
  parseFocus,
  parseMinute,
} from '../../web/market/focus.js'
import { LEVELS, MINUTE_LEVEL } from '../../web/market/chart/levels.js'
import {
  computeInitialWindow,
  computeLoadedWindow,
  needsReload,
  overlaps,
  zoomWindow,
} from '../../web/market/chart/view-window.js'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const T = Date.UTC(2023, 7, 5, 14, 30)
const range = { from: T - 1000 * DAY, to: T + 100 * DAY }

describe('the focus', () => {
  test('of a click moves the finer charts, not the others', () => {
    const atStart = parseFocus('')
    const clicked = moveFocus(atStart, 1, T)
    expect(LEVELS.map((_, level) => focusAt(clicked, level))).toEqual([undefined, undefined, T, T, T])
    expect(focusAt(clicked, MINUTE_LEVEL)).toBe(T)
    const again = moveFocus(clicked, 3, T - DAY)
    expect(LEVELS.map((_, level) => focusAt(again, level))).toEqual([undefined, undefined, T, T, T - DAY])
  })

  test('is kept by the address, short where all look at one time', () => {
    expect(formatFocus(moveFocus(parseFocus(''), 0, T))).toBe('2023-08-05T14:30')
    expect(formatFocus(parseFocus(''))).toBe('')
    expect(isAtEnd(parseFocus('nonsense'))).toBe(true)
    const step = fc.tuple(fc.integer({ min: 0, max: MINUTE_LEVEL - 1 }), fc.integer({ min: 0, max: 30_000_000 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const focus = steps.reduce((now, [level, minute]) => moveFocus(now, level, minute * MINUTE), parseFocus(''))
        expect(parseFocus(formatFocus(focus))).toEqual(focus)
      }),
    )
  })
})

describe('a time that is typed', () => {
  test.each(['2023-08-05 14:30', '2023-08-05T14:30', ' 2023-08-05T14:30Z', '2023-08-05T14:30:59.999Z'])(
    '%s is read',
    (text) => {
      expect(parseMinute(text)).toBe(T)
    },
  )

  test('without a clock is the begin of the day', () => {
    expect(parseMinute('2023-08-05')).toBe(Date.UTC(2023, 7, 5))
  })

  test.each([
    '10.11.2024',
    '10/11/2024',
    '2024',
    'Aug 5 2023',
    '2023-02-29 10:00',
    '2023-13-01',
    '2023-08-05 24:00',
    '2023-08-05 14:30+02:00',
    '',
  ])('%s is not guessed at', (text) => expect(parseMinute(text)).toBeUndefined())

  test('is named where an address has it wrong', () => {
    expect(findInvalidFocus('2023-08-05,10.11.2024')).toBe('10.11.2024')
    expect(findInvalidFocus(',2023-08-05T14:30')).toBeUndefined()
  })
})

describe('windows', () => {
  const [all, , , day] = LEVELS
  test('begin with the end of the candles, or with the focus and a little after it', () => {
    if (!all || !day) throw new Error('levels are missing')
    expect(computeInitialWindow(day, range, undefined)).toEqual({ from: range.to - 1.05 * DAY, to: range.to })
    const focusedWindow = computeInitialWindow(day, range, T)
    expect(focusedWindow.from).toBeLessThan(T)
    expect(focusedWindow.to).toBeGreaterThan(T)
    expect(focusedWindow.to - focusedWindow.from).toBe(1.05 * DAY)
    const whole = computeInitialWindow(all, range, T)
    expect(whole.from).toBeLessThanOrEqual(range.from)
    expect(whole.to).toBeGreaterThanOrEqual(range.to)
  })

  test('around a focus outside the candles have none of them, or only those that are there', () => {
    if (!day) throw new Error('levels are missing')
    for (const focus of [range.from - 100 * DAY, range.to + 100 * DAY]) {
      const window = computeInitialWindow(day, range, focus)
      expect(window.to - window.from).toBeCloseTo(1.05 * DAY)
      expect(overlaps(window, range)).toBe(false)
    }
    const atBegin = computeInitialWindow(day, range, range.from - 60 * MINUTE)
    expect(overlaps(atBegin, range)).toBe(true)
    const loaded = computeLoadedWindow(atBegin, range, 400)
    expect(loaded.to).toBeGreaterThan(loaded.from)
  })

  test('are zoomed around a time that stays where it is on the screen, else around their middle', () => {
    const window = { from: T, to: T + 10 * DAY }
    expect(zoomWindow(window, 0.5)).toEqual({ from: T + 2.5 * DAY, to: T + 7.5 * DAY })
    expect(zoomWindow(window, 0.5, T + 20 * DAY)).toEqual(zoomWindow(window, 0.5))
    expect(zoomWindow({ from: T, to: T + 5 * MINUTE }, 0.5)).toEqual({ from: T, to: T + 5 * MINUTE })
    expect(zoomWindow(window, 0.5, T + 8 * DAY)).toEqual({ from: T + 4 * DAY, to: T + 9 * DAY })
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (share, factor) => {
          const anchor = window.from + share * 10 * DAY
          const next = zoomWindow(window, factor, anchor)
          expect((anchor - next.from) / (next.to - next.from)).toBeCloseTo(share)
        },
      ),
    )
  })

  test('are loaded with room beside them, in steady detail, and once only', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 900 * 1440 }),
        fc.integer({ min: 0, max: 100 * 1440 }),
        fc.integer({ min: 100, max: 2500 }),
        (minutes, before, width) => {
          const to = range.to - before * MINUTE
          const seen = { from: Math.max(range.from, to - minutes * MINUTE), to }
          const loaded = computeLoadedWindow(seen, range, width)
          expect(loaded.from).toBeLessThanOrEqual(seen.from)
          expect(loaded.to).toBeGreaterThanOrEqual(seen.to)
          expect(loaded.points).toBeLessThanOrEqual(20_000)
          expect(needsReload(seen, loaded, range, width)).toBe(false)
        },
      ),
    )
  })

  test('are outgrown by zooming in, and by panning away', () => {
    const seen = { from: T - 10 * DAY, to: T }
    const loaded = computeLoadedWindow(seen, range, 400)
    expect(needsReload({ from: T - DAY, to: T }, loaded, range, 400)).toBe(true)
    expect(needsReload({ from: T - 25 * DAY, to: T - 15 * DAY }, loaded, range, 400)).toBe(true)
    expect(needsReload({ from: T - 12 * DAY, to: T - 2 * DAY }, loaded, range, 400)).toBe(false)
  })
})

describe('figures', () => {
  const column: FigureColumn = {
    id: 'gain-5m',
    title: '5m',
    tooltip: '',
    group: 'gain',
    unit: 'percentAnHour',
    limits: { buy: 8, sell: -3 },
  }
  test('are short and have a real minus', () => {
    const texts = [0.004, -0.004, 1.234, -12.34, 123.4, null].map((value) => formatFigure(value, 'percentAnHour'))
    expect(texts).toEqual(['0.00', '0.00', '+1.2', '−12', '+123', '–'])
    expect(formatFigure(12_345, 'quote')).toBe('12.3K')
    expect(formatFigure(0.5, 'ratio')).toBe('0.50')
  })

  test('are old where they are more than some minutes behind', () => {
    expect(computeLag(T, T)).toBe(0)
    expect(computeLag(T, T + 10 * MINUTE)).toBe(0)
    expect(computeLag(T, T + 90 * DAY)).toBe(90 * DAY)
    expect(computeLag(T + DAY, T)).toBe(0)
  })

  test('speak for buying and selling from their limits on', () => {
    expect([8, 7.99, -3, -2.99, null].map((value) => figureTone(value, column))).toEqual([
      'buy',
      undefined,
      'sell',
      undefined,
      undefined,
    ])
    expect(figureTone(100, { ...column, limits: null })).toBeUndefined()
  })
})

test('overlays are laid over bars by their times, never by their rows', () => {
  const grid = { interval: MINUTE, first: T, rows: 4 }
  const other = { interval: MINUTE, first: T + 2 * MINUTE, rows: 3 }
  expect([...(alignToGrid(grid, other, [5, 6, 7]) ?? [])]).toEqual([Number.NaN, Number.NaN, 5, 6])
  expect(alignToGrid(grid, { ...other, interval: 2 * MINUTE }, [1])).toBeUndefined()
})

test('keys move the cross, the view, and the focus', () => {
  const values = new Float64Array(10)
  const bars: ChartBars = {
    base: 'btc',
    interval: MINUTE,
    first: T,
    rows: 10,
    open: values,
    high: values,
    low: values,
    close: values,
    volume: values,
    decimals: 2,
    gaps: [],
    range,
  }
  const did: string[] = []
  let hover: number | undefined
  const chart = (): ChartKeyContext => ({
    bars,
    visibleRange: { from: T, to: T + 10 * MINUTE },
    hover,
    setVisibleRange: ({ from, to }) => void did.push(`show ${(from - T) / MINUTE} ${(to - T) / MINUTE}`),
    setHover: (time) => {
      hover = time
    },
    focus: (time) => void did.push(`focus ${barAt(bars, time)}`),
  })
  for (const key of ['ArrowLeft', 'ArrowLeft', 'Enter']) expect(handleKey(key, false, chart())).toBe(true)
  handleKey('+', false, chart())
  handleKey('ArrowRight', true, chart())
  handleKey('Escape', false, chart())
  expect(handleKey('x', false, chart())).toBe(false)
  expect(did).toEqual(['focus 8', 'show 0 10', 'show 2.5 12.5'])
  expect(hover).toBeUndefined()
})

describe('how figures of several bases stand', () => {
  test('the upper and the lower tenth, and the quarters beyond them, have a level of their own', () => {
    const values = Array.from({ length: 21 }, (_, index) => index)
    const levels = figureLevels(values)
    expect(levels.map((level) => level ?? '-').join(' ')).toBe(
      'lowest lowest lowest low low low - - - - - - - - - high high high highest highest highest',
    )
    expect(figureLevels(values.toReversed())).toEqual(levels.toReversed())
  })

  test('missing values have none, nor have few bases or equal figures', () => {
    expect(figureLevels([1, null, 2, 3, undefined, 4])).toEqual([
      'lowest',
      undefined,
      undefined,
      undefined,
      undefined,
      'highest',
    ])
    expect(figureLevels([1, 2, 3])).toEqual([undefined, undefined, undefined])
    expect(figureLevels([5, 5, 5, 5])).toEqual([undefined, undefined, undefined, undefined])
  })

  test('a gain in the legend goes from the first close that is seen to the cross, gaps left out', () => {
    const close = Float64Array.from([Number.NaN, 100, 110, Number.NaN, 121, 99])
    const bars: ChartBars = {
      base: 'fil',
      interval: MINUTE,
      first: T,
      rows: close.length,
      open: close,
      high: close,
      low: close,
      close,
      volume: close,
      decimals: 2,
      gaps: [],
      range: { from: T, to: T + close.length * MINUTE },
    }
    const all = { from: T - DAY, to: T + DAY }
    expect(gainWithin(bars, all, undefined)).toBeCloseTo(-0.01, 12)
    expect(gainWithin(bars, all, T + 3 * MINUTE)).toBeCloseTo(0.1, 12)
    expect(gainWithin(bars, { from: T + 2 * MINUTE, to: T + 4 * MINUTE }, undefined)).toBeCloseTo(0.1, 12)
    expect(gainWithin(bars, { from: T - 5 * MINUTE, to: T }, undefined)).toBeUndefined()
  })
})
