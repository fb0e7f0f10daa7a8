import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FigureColumn } from '../../src/dashboard/market/api.js'
import { barAt, alignToGrid, type ChartBars } from '../../web/charts/chart-bars.js'
import { handleKey, type ChartKeyContext } from '../../web/market/chart/chart-keys.js'
import { formatFigure, figureTone } from '../../web/market/figure-text.js'
import { focusAt, formatFocus, moveFocus, isAtEnd, parseFocus } from '../../web/market/focus.js'
import { LEVELS, MINUTE_LEVEL } from '../../web/market/chart/levels.js'
import { needsReload, computeLoadedWindow, computeInitialWindow } from '../../web/market/chart/view-window.js'

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
  handleKey('ArrowRight', true, chart())
  handleKey('Escape', false, chart())
  expect(handleKey('x', false, chart())).toBe(false)
  expect(did).toEqual(['focus 8', 'show 2.5 12.5'])
  expect(hover).toBeUndefined()
})
