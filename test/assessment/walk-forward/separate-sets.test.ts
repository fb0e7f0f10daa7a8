import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutWindows, type WindowLayout } from '../../../src/assessment/walk-forward/lay-out-windows.js'
import { separateSets } from '../../../src/assessment/walk-forward/separate-sets.js'
import { alwaysOpen, type Calendar } from '../../../src/core/calendar.js'
import { MINUTE, type TimeRange } from '../../../src/core/time.js'
import {
  ordinalsOf,
  selectSetRows,
  type BaseExtent,
  type OrdinalRun,
  type RowReach,
} from '../../../src/datasets/set-rows.js'
import { SET_TYPES, type SetType, type SplitSets } from '../../../src/datasets/split-sets.js'

/** A market that is open for 40 minutes of each hour: candles are further apart in time than in number. */
const shortHours: Calendar = {
  id: 'short-hours',
  interval: MINUTE,
  ordinalAt: (time) => {
    const minute = Math.floor(time / MINUTE)
    return Math.floor(minute / 60) * 40 + Math.min(39, minute % 60)
  },
  timeAt: (ordinal) => (Math.floor(ordinal / 40) * 60 + (((ordinal % 40) + 40) % 40)) * MINUTE,
}

const reaches: fc.Arbitrary<RowReach> = fc.record({
  featureHistory: fc.nat(40),
  labelHistory: fc.nat(6),
  labelHorizon: fc.nat(30),
  embargo: fc.nat(60),
})

const gaps: fc.Arbitrary<OrdinalRun[]> = fc
  .array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 25 })), { maxLength: 3 })
  .map((found) => found.map(([from, length]) => ({ from, to: from + length })))

/** Candles may begin in the middle of a window, and end in one. */
const extentOf = (calendar: Calendar): fc.Arbitrary<BaseExtent> =>
  fc.record({
    candles: fc.record({
      calendar: fc.constant(calendar),
      first: fc.nat(120),
      rows: fc.integer({ min: 50, max: 500 }),
    }),
    outages: gaps,
    notImported: gaps,
    flat: gaps,
  })

const layouts: fc.Arbitrary<WindowLayout[]> = fc
  .record({
    mode: fc.constantFrom('rolling' as const, 'anchored' as const),
    training: fc.integer({ min: 20, max: 200 }),
    validation: fc.integer({ min: 5, max: 80 }),
    test: fc.integer({ min: 5, max: 60 }),
    pause: fc.nat(20),
    from: fc.nat(60),
  })
  .map(({ mode, training, validation, test: tested, pause, from }) =>
    layOutWindows(
      { from: from * MINUTE, to: (from + 480) * MINUTE },
      {
        mode,
        training: training * MINUTE,
        validation: validation * MINUTE,
        test: tested * MINUTE,
        step: (tested + pause) * MINUTE,
      },
    ),
  )

const closedRanges: fc.Arbitrary<TimeRange[]> = fc
  .array(fc.tuple(fc.nat(540), fc.integer({ min: 1, max: 60 })), { maxLength: 2 })
  .map((found) => found.map(([from, length]) => ({ from: from * MINUTE, to: (from + length) * MINUTE })))

/** A case in one value, so that a counterexample shows all of it. */
const cases = fc.constantFrom(alwaysOpen(), shortHours).chain((calendar) =>
  fc.record({
    calendar: fc.constant(calendar),
    layout: layouts,
    reach: reaches,
    extent: extentOf(calendar),
    closed: closedRanges,
  }),
)

/** Candles by ordinal, one by one. */
const candlesBetween = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
const labelOf = (row: number, reach: RowReach): number[] =>
  candlesBetween(row - reach.labelHistory, row + reach.labelHorizon)
const featuresOf = (row: number, reach: RowReach): number[] => candlesBetween(row - reach.featureHistory, row)
/** What decides how an evaluated row is judged: its label, and the candle that its order is filled in. */
const spanOf = (row: number, reach: RowReach): Set<number> => new Set([...labelOf(row, reach), row, row + 1])

function rowsOf(set: SetType, sets: SplitSets, extent: BaseExtent, reach: RowReach): number[] {
  return [...ordinalsOf(selectSetRows(set, sets, extent, reach).runs)]
}

const union = (sets: readonly Iterable<number>[]): Set<number> => new Set(sets.flatMap((one) => [...one]))

test('no training row shares a candle with the span of a later row, by its features or its label, in any window', () => {
  let trained = 0
  let tested = 0
  fc.assert(
    fc.property(cases, ({ calendar, layout, reach, extent, closed }) => {
      for (const window of layout) {
        const sets = separateSets(window, { reach, calendar, closed })
        const rows = {
          training: rowsOf('training', sets, extent, reach),
          validation: rowsOf('validation', sets, extent, reach),
          test: rowsOf('test', sets, extent, reach),
        }
        const testSpans = union(rows.test.map((row) => spanOf(row, reach)))
        const leaks: number[] = []
        const validationSpans = union(rows.validation.map((row) => spanOf(row, reach)))
        for (const row of rows.training) {
          const read = [...featuresOf(row, reach), ...labelOf(row, reach)]
          if (read.some((candle) => testSpans.has(candle) || validationSpans.has(candle))) leaks.push(row)
        }
        expect(leaks).toEqual([])
        expect([...validationSpans].filter((candle) => testSpans.has(candle))).toEqual([])
        trained += rows.training.length
        tested += rows.test.length
      }
    }),
    { numRuns: 150 },
  )
  // It says nothing where no rows are left.
  expect(trained).toBeGreaterThan(1000)
  expect(tested).toBeGreaterThan(1000)
})

test('no row is judged by a closed minute, and no training row shares a candle with the span of one', () => {
  fc.assert(
    fc.property(cases, ({ calendar, layout, reach, extent, closed }) => {
      const isClosed = (candle: number): boolean =>
        closed.some(({ from, to }) => calendar.timeAt(candle) >= from && calendar.timeAt(candle) < to)
      const closedSpans = union(
        candlesBetween(-60, 700)
          .filter(isClosed)
          .map((row) => spanOf(row, reach)),
      )
      for (const window of layout) {
        const sets = separateSets(window, { reach, calendar, closed })
        const judged = [...rowsOf('validation', sets, extent, reach), ...rowsOf('test', sets, extent, reach)]
        expect(judged.filter((row) => [...spanOf(row, reach)].some(isClosed))).toEqual([])
        const reads = (row: number): number[] => [...featuresOf(row, reach), ...labelOf(row, reach)]
        const trained = rowsOf('training', sets, extent, reach)
        expect(trained.filter((row) => reads(row).some((candle) => closedSpans.has(candle)))).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
})

test('no row is left out that could stay: each one that is missing would read what it must not', () => {
  fc.assert(
    fc.property(layouts, reaches, (layout, reach) => {
      const calendar = alwaysOpen()
      const exact = { ...reach, embargo: 0 }
      for (const window of layout) {
        const sets = separateSets(window, { reach: exact, calendar })
        const minutesOf = (ranges: readonly TimeRange[]): number[] =>
          ranges.flatMap(({ from, to }) => candlesBetween(from / MINUTE, to / MINUTE - 1))
        // The spans of what the layout has, not of what was left of it.
        const spans = union(minutesOf([window.validation, window.test]).map((row) => labelOf(row, exact)))
        const needless: number[] = []
        const left = new Set(minutesOf(sets.training))
        for (const row of minutesOf([window.training])) {
          if (left.has(row)) continue
          if (![...labelOf(row, exact), ...featuresOf(row, exact)].some((candle) => spans.has(candle)))
            needless.push(row)
        }
        expect(needless).toEqual([])
        expect(minutesOf(sets.test)).toEqual(minutesOf([window.test]))
      }
    }),
    { numRuns: 100 },
  )
})

const minute = (from: number, to: number): TimeRange => ({ from: from * MINUTE, to: to * MINUTE })

test('training stops before the spans of closed minutes, and goes on where no feature reads them any more', () => {
  const calendar = alwaysOpen()
  const reach = { featureHistory: 30, labelHistory: 1, labelHorizon: 5, embargo: 0 }
  const window = { number: 1, training: minute(0, 200), validation: minute(200, 240), test: minute(240, 280) }
  const sets = separateSets(window, { reach, calendar, closed: [minute(50, 60)] })
  expect(sets).toEqual({
    training: [minute(0, 44), minute(95, 194)],
    validation: [minute(200, 234)],
    test: [minute(240, 280)],
  })
  expect(SET_TYPES.every((type) => sets[type].length > 0)).toBe(true)
})
