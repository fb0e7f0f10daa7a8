import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { MINUTE } from '../../src/core/time.js'
import {
  DROP_REASONS,
  defaultEmbargo,
  ordinalsOf,
  selectSetRows,
  type BaseExtent,
  type NeededGaps,
  type OrdinalRun,
  type RowReach,
} from '../../src/datasets/set-rows.js'
import { SET_TYPES, type SetType, type SplitSets } from '../../src/datasets/split-sets.js'

const calendar = alwaysOpen()

/** Ranges in minutes for each set; inside the first 400 minutes, so that all borders can be walked through. */
const splitSets = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 12 }),
    fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
  )
  .map(([borders, types]) => {
    const sorted = borders.sort((a, b) => a - b)
    const sets: Record<SetType, { from: number; to: number }[]> = { training: [], validation: [], test: [] }
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      const type = SET_TYPES[types[i / 2] ?? 0] ?? 'training'
      sets[type].push({ from: (sorted[i] ?? 0) * MINUTE, to: (sorted[i + 1] ?? 0) * MINUTE })
    }
    return sets
  })

const reaches: fc.Arbitrary<RowReach> = fc.record({
  featureHistory: fc.nat(20),
  labelHistory: fc.nat(2),
  labelHorizon: fc.nat(30),
  embargo: fc.nat(40),
})

const gaps: fc.Arbitrary<OrdinalRun[]> = fc
  .array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 10 })), { maxLength: 2 })
  .map((found) => found.map(([from, length]) => ({ from, to: from + length })))

const needs: fc.Arbitrary<NeededGaps> = fc.record({
  base: fc.constantFrom('btc', 'eth'),
  readBy: fc.constantFrom('features' as const, 'label' as const),
  outages: gaps,
  notImported: gaps,
})

const extents: fc.Arbitrary<BaseExtent> = fc.record({
  candles: fc.record({ calendar: fc.constant(calendar), first: fc.nat(50), rows: fc.nat(400) }),
  outages: gaps,
  notImported: gaps,
  flat: gaps,
  needed: fc.array(needs, { maxLength: 3 }),
})

const minutes = (ranges: readonly { from: number; to: number }[]): OrdinalRun[] =>
  ranges.map(({ from, to }) => ({ from: from / MINUTE, to: to / MINUTE }))
const touches = (from: number, to: number, runs: readonly OrdinalRun[]): boolean =>
  runs.some((run) => from < run.to && to >= run.from)

/** The readable form: the reason why a minute of a set is not used, decided for it alone. */
function plainReason(
  type: SetType,
  sets: SplitSets,
  { candles, outages, notImported = [], flat = [], needed = [] }: BaseExtent,
  reach: RowReach,
  t: number,
): string {
  const end = candles.first + candles.rows
  const evaluation = minutes([...sets.validation, ...sets.test])
  const labelFrom = t - reach.labelHistory
  const labelTo = t + reach.labelHorizon
  if (t < candles.first || t >= end) return 'noCandles'
  if (Math.min(t - reach.featureHistory, labelFrom) < candles.first) return 'noHistory'
  if (labelTo >= end) return 'notFinal'
  if (touches(Math.min(t - reach.featureHistory, labelFrom), labelTo, notImported)) return 'notImported'
  if (touches(type === 'training' ? Math.min(t - reach.featureHistory, labelFrom) : labelFrom, labelTo, outages))
    return 'outage'
  const other = needed.find(({ readBy, outages: of }) =>
    readBy === 'label'
      ? touches(labelFrom, labelTo, of)
      : type === 'training' && touches(t - reach.featureHistory, t, of),
  )
  if (other) return other.base
  if (type === 'training' && touches(labelFrom, labelTo, flat)) return 'flat'
  if (type === 'training' && touches(labelFrom, labelTo, evaluation)) return 'purged'
  if (type === 'training' && evaluation.some((run) => t >= run.to && t < run.to + reach.embargo)) return 'embargo'
  return 'used'
}

describe('rows of a set', () => {
  test('no training label reads a minute of an evaluation range', () => {
    fc.assert(
      fc.property(splitSets, extents, reaches, (sets, extent, reach) => {
        const evaluation = minutes([...sets.validation, ...sets.test])
        for (const t of ordinalsOf(selectSetRows('training', sets, extent, reach).runs)) {
          expect(touches(t - reach.labelHistory, t + reach.labelHorizon, evaluation)).toBe(false)
        }
      }),
    )
  })

  test('every minute is used, or dropped for the first reason that applies', () => {
    fc.assert(
      fc.property(splitSets, extents, reaches, fc.constantFrom(...SET_TYPES), (sets, extent, reach, type) => {
        const used: number[] = []
        const dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]))
        const neededOutages: Record<string, number> = {}
        for (const { from, to } of minutes(sets[type])) {
          for (let t = from; t < to; t++) {
            const reason = plainReason(type, sets, extent, reach, t)
            if (reason === 'used') used.push(t)
            else if (reason === 'btc' || reason === 'eth') neededOutages[reason] = (neededOutages[reason] ?? 0) + 1
            else dropped[reason] = (dropped[reason] ?? 0) + 1
          }
        }
        const result = selectSetRows(type, sets, extent, reach)
        expect([...ordinalsOf(result.runs)]).toEqual(used)
        expect(result.rows).toBe(used.length)
        const beside = Object.values(neededOutages).reduce((sum, count) => sum + count, 0)
        expect(result.dropped).toEqual({ ...dropped, neededOutage: beside })
        expect(result.neededOutages).toEqual(neededOutages)
      }),
    )
  })

  test('evaluation rows keep their place although their history lies in the training range', () => {
    const sets = {
      training: [{ from: 0, to: 100 * MINUTE }],
      validation: [{ from: 100 * MINUTE, to: 200 * MINUTE }],
      test: [],
    }
    const extent = { candles: { calendar, first: 0, rows: 300 }, outages: [] }
    const reach = { featureHistory: 50, labelHistory: 1, labelHorizon: 28, embargo: 20 }
    expect(selectSetRows('validation', sets, extent, reach)).toMatchObject({
      rows: 100,
      runs: [{ from: 100, to: 200 }],
    })
    expect(selectSetRows('training', sets, extent, reach).runs).toEqual([{ from: 50, to: 72 }])
  })

  test('the embargo is a day, or the horizon where that is longer', () => {
    expect(defaultEmbargo(28, MINUTE)).toBe(1440)
    expect(defaultEmbargo(5000, MINUTE)).toBe(5000)
  })
})
