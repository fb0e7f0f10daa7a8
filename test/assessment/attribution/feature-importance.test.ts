import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  permutationImportance,
  permuteBlocks,
  permuteColumn,
  type ScoredFeatures,
} from '../../../src/assessment/attribution/feature-importance.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { float32ColumnOf, makeFrame, type Frame } from '../../../src/core/frame.js'
import { createRng } from '../../../src/core/rng.js'
import { handSeries } from './hand-series.js'

describe('rows in blocks', () => {
  test('come once each, and those of a block stay together in their order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), fc.nat(), (rows, block, seed) => {
        const order = permuteBlocks(rows, block, createRng(seed))
        expect(order.toSorted()).toEqual(Int32Array.from({ length: rows }, (_, row) => row))
        order.forEach((row, place) => {
          if (row % block > 0) expect(order[place - 1]).toBe(row - 1)
        })
      }),
    )
  })

  test('move one column of a frame and no other', () => {
    const frame = frameOf({ a: [1, 2, 3], b: [4, 5, 6] })
    const moved = permuteColumn(frame, 'a', Int32Array.from([2, 0, 1]))
    expect([...float32ColumnOf(moved, 'a')]).toEqual([3, 1, 2])
    expect([...float32ColumnOf(moved, 'b')]).toEqual([4, 5, 6])
    expect([...float32ColumnOf(frame, 'a')]).toEqual([1, 2, 3])
  })
})

function frameOf(columns: Readonly<Record<string, readonly number[]>>): Frame {
  const rows = Object.values(columns)[0]?.length ?? 0
  const entries = Object.entries(columns).map(([name, values]) => [name, Float32Array.from(values)] as const)
  return makeFrame({ calendar: alwaysOpen(), first: 0, rows }, entries)
}

/** A market that rises where `tell` is 1, and a rule that buys there and sells elsewhere. */
function market(rows: number): ScoredFeatures {
  const rng = createRng(4)
  const tell = Array.from({ length: rows }, () => Number(rng.float() < 0.3))
  let price = 100
  const close = tell.map((_, row) => (price *= (tell[row - 1] ?? 0) === 1 ? 1.01 : 0.998))
  const features = frameOf({ noise: tell.map(() => rng.float()), tell })
  return { series: scored(handSeries('.'.repeat(rows), close), features), features }
}

function scored(series: ScoredSeries, features: Frame): ScoredSeries {
  const tell = float32ColumnOf(features, 'tell')
  return { ...series, hold: tell.map(() => 0), buy: tell.map((value) => value), sell: tell.map((value) => 1 - value) }
}

const OPTIONS = {
  rule: { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0 },
  seed: 1,
  rescore: async ({ series }: ScoredFeatures, features: Frame) => scored(series, features),
}

test('a column that the scores do not read has none, one that makes the gain has it all, the same for the same seed', async () => {
  const base = market(600)
  const found = await permutationImportance([base], OPTIONS)
  expect(found.gain).toBeGreaterThan(1)
  expect(found).toMatchObject({ draws: 5, blockMinutes: 75 })
  expect(found.columns.map(({ column }) => column)).toEqual(['tell', 'noise'])
  expect(found.columns[1]).toEqual({ column: 'noise', importance: 0, low: 0, high: 0 })
  const [tell] = found.columns
  expect(tell?.importance).toBeGreaterThan(0.5 * found.gain)
  expect(tell?.low).toBeLessThanOrEqual(tell?.importance ?? 0)
  expect(tell?.high).toBeGreaterThanOrEqual(tell?.importance ?? Infinity)
  expect(await permutationImportance([base], OPTIONS)).toEqual(found)
})

test('each gain is told, column by column', async () => {
  const done: number[] = []
  await permutationImportance([market(40)], { ...OPTIONS, draws: 2, onGain: (count) => done.push(count) })
  expect(done).toEqual([1, 2, 3, 4])
})
