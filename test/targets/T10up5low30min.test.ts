import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles } from '../../src/core/candles.js'
import { uint8ColumnOf } from '../../src/core/frame.js'
import target from '../../src/targets/catalog/T10up5low30min.js'

/** The label of the second of these closes. */
function labelOf(...closes: readonly number[]): string | undefined {
  const candles = allocateCandles({ calendar: alwaysOpen(), first: 28_000_000, rows: closes.length })
  candles.close.set(closes)
  const [label = -1] = uint8ColumnOf(target.compute(candles), 'target')
  return target.classes[label]
}

const flat = (count: number, price: number): number[] => Array.from({ length: count }, () => price)

describe('T10up5low30min', () => {
  test.each([
    ['buy', 'a rise of more than 1 % that the minute begins', [100, 100.1, 101.1]],
    ['hold', 'such a rise that the minute does not begin', [100, 100, 101.1]],
    ['hold', 'a rise of exactly 1 %', [100, 100.1, 101]],
    ['sell', 'a fall of more than 0.5 % that the minute begins', [100, 99.9, 99.4]],
    ['hold', 'such a fall that the minute does not begin', [100, 100.1, 99.4]],
    ['hold', 'a fall of exactly 0.5 %, whatever rounding says', [3.4, 3.398, 3.383]],
    ['sell', 'a fall at once', [100, 99]],
    ['hold', 'a fall before the rise', [100, 100.1, 99.4, 102]],
    ['buy', 'a rise before the fall', [100, 100.1, 101.5, 98]],
    ['buy', 'a rise at the horizon', [100, ...flat(28, 100.1), 102]],
    ['hold', 'a rise beyond the horizon', [100, ...flat(29, 100.1), 102]],
    ['hold', 'nothing before the data end', [100, 100.1, 100.2]],
  ])('%s: %s', (label, _, closes) => {
    expect(labelOf(...closes)).toBe(label)
  })
})
