import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { measureLabelRuns, countMonthlyLabels } from '../../../src/assessment/definitions/label-runs.js'
import { MINUTE } from '../../../src/core/time.js'
import { labelledSeries } from './labels.js'

/** Minutes with gaps between some of them, and a label for each. */
const rows = array(tuple(constantFrom(1, 1, 1, 1, 2, 9), integer({ min: 0, max: 2 })), {
  minLength: 1,
  maxLength: 60,
}).map((steps) => {
  let minute = 27_900_000
  return steps.map(([step, label]) => ({ minute: (minute += step), label }))
})

test('runs are those that reading row by row finds', () => {
  assert(
    property(rows, (some) => {
      const plain = new Map<number, number[]>()
      some.forEach(({ minute, label }, i) => {
        const before = some[i - 1]
        const runs = plain.get(label) ?? []
        plain.set(label, runs)
        if (before?.label === label && before.minute === minute - 1) runs.push((runs.pop() ?? 0) + 1)
        else runs.push(1)
      })
      const series = labelledSeries(
        'fil',
        some.map(({ minute }) => minute),
        some.map(({ label }) => label),
      )
      measureLabelRuns([series], 3, 0).forEach((found, label) => {
        const lengths = plain.get(label) ?? []
        expect(found.events).toBe(lengths.length)
        expect(found.rows).toBe(lengths.reduce((sum, length) => sum + length, 0))
        expect(found.longest).toBe(Math.max(0, ...lengths))
        const bins = found.lengths.map((_, bin) => lengths.filter((n) => n >= 2 ** bin && n < 2 ** (bin + 1)).length)
        expect(found.lengths).toEqual(bins)
        expect(bins.reduce((sum, count) => sum + count, 0)).toBe(lengths.length)
      })
    }),
  )
})

test('separate rows share no minute, and no choice has more of them', () => {
  assert(
    property(
      rows.filter((some) => some.length <= 12),
      integer({ min: 0, max: 5 }),
      (some, reach) => {
        const series = labelledSeries(
          'fil',
          some.map(({ minute }) => minute),
          some.map(({ label }) => label),
        )
        measureLabelRuns([series], 3, reach * MINUTE).forEach(({ separate }, label) => {
          const minutes = some.filter((row) => row.label === label).map(({ minute }) => minute)
          let most = 0
          for (let choice = 0; choice < 2 ** minutes.length; choice++) {
            const chosen = minutes.filter((_, i) => (choice >> i) & 1)
            if (chosen.every((minute, i) => i === 0 || minute - (chosen[i - 1] ?? 0) > reach))
              most = Math.max(most, chosen.length)
          }
          expect(separate).toBe(most)
        })
      },
    ),
    { numRuns: 40 },
  )
})

test('the median and mean of runs; no runs at all', () => {
  const series = labelledSeries('fil', [1, 2, 3, 4, 5, 6, 7], [1, 0, 1, 1, 1, 0, 0])
  const [hold, buy, sell] = measureLabelRuns([series], 3, 0)
  expect(buy).toMatchObject({ events: 2, mean: 2, median: 2, longest: 3, lengths: [1, 1] })
  expect(hold).toMatchObject({ events: 2, mean: 1.5, median: 1.5 })
  expect(sell).toEqual({ rows: 0, events: 0, separate: 0, mean: 0, median: 0, longest: 0, lengths: [] })
})

test('every row is counted in its month', () => {
  const start = Date.UTC(2023, 7, 31, 23, 58) / MINUTE
  const series = labelledSeries(
    'fil',
    [0, 1, 2, 3, 45_000].map((step) => start + step),
    [0, 1, 1, 2, 0],
  )
  expect(countMonthlyLabels(series, 3)).toEqual([
    { month: '2023-08', counts: [1, 1, 0] },
    { month: '2023-09', counts: [0, 1, 1] },
    { month: '2023-10', counts: [1, 0, 0] },
  ])
})
