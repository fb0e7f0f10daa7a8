import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { expandValues, expandValuesPlain, type LaggedValues } from '../../src/features/expand-values.js'

const ROWS = 20_000
const rng = createRng(3)
const column = (): Float32Array => Float32Array.from({ length: ROWS }, () => rng.float() - 0.5)

/** `count` columns, of each as many lags as there are, `step` rows apart. */
function laggedColumns(count: number, lags: number, step: number): LaggedValues[] {
  const stored = Array.from({ length: count }, column)
  return Array.from({ length: lags }, (_, lag) => stored.map((values) => ({ values, offset: lag * step }))).flat()
}

const successive = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)
const SPAN = 1500

describe.each([
  ['one column', laggedColumns(1, 1, 0)],
  ['three columns', laggedColumns(3, 1, 0)],
  ['lags of several steps', [...laggedColumns(6, 10, 1), ...laggedColumns(5, 10, 7), ...laggedColumns(1, 2, SPAN)]],
  ['more columns than the block of a few rows has room for', laggedColumns(50, 100, 15)],
])('%s', (_, sources) => {
  const width = sources.length
  test.each([
    ['successive ones, not a multiple of four', successive(SPAN, 1003)],
    ['more than the kernel holds at once', successive(SPAN + 3, 17_001)],
    [
      'short runs, long ones, and single ones',
      [
        ...successive(SPAN, 3),
        ...successive(SPAN + 10, 300),
        SPAN + 400,
        ...successive(SPAN + 500, 299),
        ...successive(SPAN + 900, 5),
        9000,
        7000,
      ],
    ],
    ['the last ones', successive(ROWS - 513, 513)],
    ['many in any order', Array.from({ length: 1200 }, () => SPAN + rng.below(ROWS - SPAN))],
    ['many short runs', successive(0, 40).flatMap((run) => successive(SPAN + 90 * run, 12 + run))],
    [
      'many short runs before and behind a long one',
      [
        ...successive(0, 20).flatMap((run) => successive(SPAN + 90 * run, 20)),
        ...successive(9000, 400),
        ...successive(0, 20).flatMap((run) => successive(11_000 + 90 * run, 20)),
      ],
    ],
    ['none', []],
  ])('the bits of rows, %s, are those of the plain loop', (_, list) => {
    const rows = Int32Array.from(width > 1000 ? list.slice(0, 1500) : list)
    const guard = 5
    const [out, expected] = [
      new Float32Array(rows.length * width + guard),
      new Float32Array(rows.length * width + guard),
    ]
    expandValues(sources, rows, out)
    expandValuesPlain(sources, rows, expected)
    expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(expected.buffer))).toBe(0)
    expect([...out.subarray(rows.length * width)]).toEqual(Array.from({ length: guard }, () => 0))
  })
})
