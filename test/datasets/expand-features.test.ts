import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { makeFrame, sliceFrame, type Frame } from '../../src/core/frame.js'
import { MINUTE } from '../../src/core/time.js'
import { silentProgress } from '../../src/core/progress.js'
import { writeExpandedFeatures, type RowExpander } from '../../src/datasets/expand-features.js'
import { poolWindows, type BaseSource } from '../../src/datasets/pooled-windows.js'
import { createMemorySink } from '../../src/datasets/row-sink.js'
import { indexOfNonFinite } from '../../src/datasets/statistics/non-finite.js'
import { expandRows, expandedColumns } from '../../src/features/expand-lags.js'
import { defineFeatureSet } from '../../src/features/feature-set.js'

const SPAN = 6
const set = defineFeatureSet({
  id: 'Lags',
  version: 1,
  history: SPAN,
  columns: [{ name: 'a', lags: { count: 3, step: 3, nameAt: (lag) => `a${lag}` } }, { name: 'b' }],
  compute: (candles) => makeFrame(candles.grid, []),
})
const width = expandedColumns(set).length
const DAY_ROWS = 1440
/** Rows of three months. */
const ROWS = 45 * DAY_ROWS
const grid = { calendar: alwaysOpen(), first: Date.UTC(2023, 0, 20) / MINUTE, rows: ROWS }

function featuresOf(base: number): Frame {
  const column = (at: number): Float32Array => Float32Array.from({ length: ROWS }, (_, row) => base + at + row / 7)
  return makeFrame(grid, [
    ['a', column(100)],
    ['b', column(200)],
  ])
}

function sourceOf(name: string, features: Frame): BaseSource {
  const rows = ROWS - SPAN
  return {
    base: name,
    featureSet: set,
    targets: makeFrame(grid, [['target', new Uint8Array(ROWS)]]),
    rows,
    ordinals: () => Int32Array.from({ length: rows }, (_, row) => grid.first + SPAN + row),
    read: async (first, last) => {
      const { grid: cut, columns } = sliceFrame(features, first - SPAN - grid.first, last - first + 1 + SPAN)
      return makeFrame(
        cut,
        [...columns].map(([column, values]) => [column, values.slice()]),
      )
    },
  }
}

/** Takes three months at a time, and ends with the last one first. */
function createReversedExpander(): RowExpander {
  const waiting: (() => void)[] = []
  return {
    parallel: 3,
    expand: async (featureSet, frame, rows, out) => {
      if (waiting.length < 2) await new Promise<void>((resolve) => waiting.unshift(resolve))
      expandRows(featureSet, frame, rows, out)
      waiting.splice(0).forEach((resolve) => resolve())
      return indexOfNonFinite(out)
    },
  }
}

const work = { what: 'training rows', progress: silentProgress, signal: new AbortController().signal }

describe('expanding the rows of a set', () => {
  test('gives the same bits with an expander as without, whichever month is done first', async () => {
    const windows = poolWindows([sourceOf('one', featuresOf(0)), sourceOf('two', featuresOf(1000))], 1)
    const [inline, shared] = [new Float32Array(windows.rows * width), new Float32Array(windows.rows * width)]
    await writeExpandedFeatures(createMemorySink(inline, width), windows, work)
    await writeExpandedFeatures(createMemorySink(shared, width), windows, work, createReversedExpander())
    expect(Buffer.compare(Buffer.from(shared.buffer), Buffer.from(inline.buffer))).toBe(0)
    expect([...inline.subarray(0, width)].map((value) => Math.fround(value))).toEqual(
      [100 + 6 / 7, 100 + 3 / 7, 100, 200 + 6 / 7].map(Math.fround),
    )
  })

  test('names base, feature and minute of a value that is no number', async () => {
    const features = featuresOf(0)
    features.columns.get('b')?.fill(Number.NaN, 5000, 5001)
    const windows = poolWindows([sourceOf('one', features)], 1)
    const sink = createMemorySink(new Float32Array(windows.rows * width), width)
    await expect(writeExpandedFeatures(sink, windows, work)).rejects.toThrow(
      'feature b of base one is NaN at 2023-01-23T11:20',
    )
  })
})
