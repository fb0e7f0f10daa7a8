import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOfWindows, selectWindowRows } from '../../src/datasets/window-rows.js'
import { copyWindows } from '../../src/nets/copy-windows.js'

describe('windows of rows', () => {
  test('share the rows in which they overlap', () => {
    const { ordinals, last } = selectWindowRows(Int32Array.of(10, 11, 14, 30), 3)
    expect([...ordinals]).toEqual([8, 9, 10, 11, 12, 13, 14, 28, 29, 30])
    expect([...last]).toEqual([2, 3, 6, 9])
    expect(selectWindowRows(Int32Array.of(4, 7), 1)).toEqual({
      ordinals: Int32Array.of(4, 7),
      last: Int32Array.of(0, 1),
    })
    expect(selectWindowRows(new Int32Array(), 5).ordinals.length).toBe(0)
  })

  test('hold each row with the minutes before it, whatever rows are chosen', () => {
    const chosen = fc.uniqueArray(fc.integer({ min: 20, max: 200 }), { maxLength: 60 })
    fc.assert(
      fc.property(chosen, fc.integer({ min: 1, max: 15 }), (numbers, window) => {
        const wanted = Int32Array.from(numbers).sort()
        const { ordinals, last } = selectWindowRows(wanted, window)
        expect(new Set(ordinals).size).toBe(ordinals.length)
        const values = Float32Array.from([...ordinals].flatMap((ordinal) => [ordinal, -ordinal]))
        const windows = copyWindows(values, 2, last, window)
        const plain = [...wanted].flatMap((ordinal) =>
          Array.from({ length: window }, (_, minute) => ordinal - window + 1 + minute).flatMap((one) => [one, -one]),
        )
        expect([...windows]).toEqual(plain)
      }),
    )
  })

  test('are cut where they read more rows than there may be, at least one at a time', () => {
    const last = Int32Array.of(4, 5, 6, 12, 13, 40)
    expect([0, 1, 3, 5].map((from) => endOfWindows(last, from, 5, 8))).toEqual([3, 3, 5, 6])
    expect(endOfWindows(last, 0, 5, 1)).toBe(1)
    expect([0, 4].map((from) => endOfWindows(last, from, 1, 4))).toEqual([4, 6])
  })
})
