import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { gridAfterHistory } from '../../src/definitions/definition.js'
import { makeFrame } from '../../src/core/frame.js'
import { expandRows, expandedColumns } from '../../src/features/expand-lags.js'
import { columnHistory, defineFeatureSet, lagSpan, type FeatureColumn } from '../../src/features/feature-set.js'

const lagged = (name: string, count: number, step: number): FeatureColumn => ({
  name,
  lags: { count, step, nameAt: (lag) => `${name}${lag}` },
})

const set = defineFeatureSet({
  id: 'Lags',
  version: 1,
  history: 7,
  columns: [lagged('a', 3, 2), lagged('b', 3, 2), lagged('c', 2, 3), { name: 'd' }, { name: 'e' }],
  compute: (candles) => makeFrame(gridAfterHistory('Lags', 3, candles), []),
})

/** Stored columns whose value tells column and row: a is 100 + row, b is 200 + row, … */
const frame = makeFrame(
  { calendar: alwaysOpen(), first: 1000, rows: 9 },
  set.columns.map(
    ({ name }, at) => [name, Float32Array.from({ length: 9 }, (_, row) => 100 * (at + 1) + row)] as const,
  ),
)

describe('lags', () => {
  test('neighbours with equal lags are expanded lag by lag, in output order', () => {
    expect(expandedColumns(set).map(({ name, stored, offset }) => `${name}=${stored}-${offset}`)).toEqual(
      'a0=a-0 b0=b-0 a1=a-2 b1=b-2 a2=a-4 b2=b-4 c0=c-0 c1=c-3 d=d-0 e=e-0'.split(' '),
    )
    expect([lagSpan(set), columnHistory(set)]).toEqual([4, 3])
  })

  test('dense rows are row-major, in the order asked for', () => {
    const out = new Float32Array(20)
    expandRows(set, frame, Int32Array.of(8, 4), out)
    expect([...out.subarray(0, 10)]).toEqual([108, 208, 106, 206, 104, 204, 308, 305, 408, 508])
    expect([...out.subarray(10)]).toEqual([104, 204, 102, 202, 100, 200, 304, 301, 404, 504])
  })

  test.each([
    [[3], 10, /row 3 is not one of the rows 4 … 8/],
    [[9], 10, /row 9/],
    [[4, 5], 19, /need 20 values, there is room for 19/],
  ])('rows %j without their lags, or too little room (%i), are refused', (rows, room, message) => {
    expect(() => expandRows(set, frame, Int32Array.from(rows), new Float32Array(room))).toThrow(message)
  })
})
