import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { makeFrame } from '../../src/core/frame.js'
import { MINUTE } from '../../src/core/time.js'
import type { BaseDataset } from '../../src/datasets/base-dataset.js'
import { clipSets, findCommonRange } from '../../src/datasets/split-sets.js'
import { chunkEvaluationRows, readChunk } from '../../src/datasets/evaluation-rows.js'
import { fitScaler } from '../../src/datasets/scaler.js'
import { buildTrainingMatrix } from '../../src/datasets/training-matrix.js'
import { defineFeatureSet } from '../../src/features/feature-set.js'

const ROWS = 50
const calendar = alwaysOpen()

/** One plain column and one with two lags; values differ by base. */
function datasetOf(base: string, offset: number): BaseDataset {
  const grid = { calendar, first: 100, rows: ROWS }
  const a = Float32Array.from({ length: ROWS }, (_, row) => offset + row ** 2)
  const b = Float32Array.from({ length: ROWS }, (_, row) => offset - row)
  const features = makeFrame(grid, [
    ['a', a],
    ['b', b],
  ])
  const targets = makeFrame({ calendar, first: 95, rows: ROWS }, [['target', Uint8Array.from(a, (_, row) => row % 3)]])
  const featureSet = defineFeatureSet({
    id: 'Sample',
    version: 1,
    history: 3,
    columns: [{ name: 'a' }, { name: 'b', lags: { count: 2, step: 3, nameAt: (lag) => `b_${lag}` } }],
    compute: () => features,
  })
  return { base, featureSet, features, targets }
}

const chosen = [
  { dataset: datasetOf('fil', 10), ordinals: Int32Array.of(103, 104, 110, 120, 121) },
  { dataset: datasetOf('near', 1000), ordinals: Int32Array.of(105, 106, 140) },
]

/** The readable form: one raw value after the other. */
const plainRow = (offset: number, ordinal: number): number[] => {
  const row = ordinal - 100
  return [offset + row ** 2, offset - row, offset - (row - 3)]
}

describe('training matrix', () => {
  test('pools all bases in order, lags expanded, each base scaled by its own rows', () => {
    const matrix = buildTrainingMatrix(chosen, 'standard')
    expect(matrix.inputs).toEqual(['a', 'b_0', 'b_1'])
    expect(matrix.bases.map(({ base, from, rows }) => [base, from, rows])).toEqual([
      ['fil', 0, 5],
      ['near', 5, 3],
    ])
    const expected = chosen.flatMap(({ dataset, ordinals }, index) => {
      const raw = [...ordinals].map((ordinal) => plainRow(index === 0 ? 10 : 1000, ordinal))
      const column = (at: number): Float32Array => Float32Array.from(raw, (row) => row[at] ?? 0)
      const { center, scale } = fitScaler('standard', { base: dataset.base, columns: matrix.inputs, values: column })
      return raw.flatMap((row) => row.map((value, at) => Math.fround(value - (center[at] ?? 0)) / (scale[at] ?? 0)))
    })
    expect(matrix.features).toEqual(Float32Array.from(expected))
    expect([...matrix.labels]).toEqual([103, 104, 110, 120, 121, 105, 106, 140].map((ordinal) => (ordinal - 95) % 3))
  })

  test('takes the weights of the rows where the target gives them', () => {
    const weighted = chosen.map(({ dataset, ordinals }) => {
      const { grid, columns } = dataset.targets
      const weight = Float32Array.from({ length: grid.rows }, (_, row) => grid.first + row)
      return { dataset: { ...dataset, targets: makeFrame(grid, [...columns, ['weight', weight]]) }, ordinals }
    })
    expect(buildTrainingMatrix(chosen, 'standard').weights).toBe(undefined)
    expect([...(buildTrainingMatrix(weighted, 'standard').weights ?? [])]).toEqual(
      chosen.flatMap(({ ordinals }) => [...ordinals]),
    )
  })

  test('gives a net with a window the minutes before each row, which neither scale nor teach', () => {
    const rows = chosen.map(({ dataset, ordinals }) => ({ dataset, ordinals: ordinals.map((ordinal) => ordinal + 5) }))
    const alone = buildTrainingMatrix(rows, 'standard')
    expect(alone.samples).toBeUndefined()
    const matrix = buildTrainingMatrix(rows, 'standard', 3)
    expect(matrix.bases.map(({ base, from, rows }) => [base, from, rows])).toEqual([
      ['fil', 0, 11],
      ['near', 11, 7],
    ])
    const samples = [...(matrix.samples ?? [])]
    expect(samples).toEqual([2, 3, 6, 9, 10, 13, 14, 17])
    expect(matrix.bases.map(({ scaler }) => scaler)).toEqual(alone.bases.map(({ scaler }) => scaler))
    expect(samples.flatMap((row) => [...matrix.features.subarray(3 * row, 3 * row + 3)])).toEqual([...alone.features])
    expect(samples.map((row) => matrix.labels[row])).toEqual([...alone.labels])
    // The first row of all is minute 106, two before the first that is learned from.
    const scaler = matrix.bases[0]?.scaler
    const [raw = NaN] = plainRow(10, 106)
    expect(matrix.features[0]).toBeCloseTo((raw - (scaler?.center[0] ?? NaN)) / (scaler?.scale[0] ?? NaN), 5)
  })

  test('a value that is no number is named by base, feature and minute', () => {
    const dataset = datasetOf('fil', 10)
    dataset.features.columns.get('b')?.fill(Number.NaN, 7, 8)
    expect(() => buildTrainingMatrix([{ dataset, ordinals: Int32Array.of(105, 110) }], 'robust')).toThrow(
      /feature b_1 of base fil is NaN at 1970-01-01T01:50Z/,
    )
  })
})

describe('evaluation chunks', () => {
  test('cover every row once, in order, and can be read in any order', () => {
    const chunks = [...chunkEvaluationRows(chosen, 2)]
    expect(chunks.map(({ dataset, from, ordinals }) => [dataset.base, from, ...ordinals])).toEqual([
      ['fil', 0, 103, 104],
      ['fil', 2, 110, 120],
      ['fil', 4, 121],
      ['near', 0, 105, 106],
      ['near', 2, 140],
    ])
    const read = chunks
      .reverse()
      .map((chunk) => readChunk(chunk))
      .reverse()
    expect(read.map(({ minutes }) => [...minutes])).toEqual([
      [...plainRow(10, 103), ...plainRow(10, 104)],
      [...plainRow(10, 110), ...plainRow(10, 120)],
      plainRow(10, 121),
      [...plainRow(1000, 105), ...plainRow(1000, 106)],
      plainRow(1000, 140),
    ])
    const windows = readChunk({ dataset: datasetOf('fil', 10), from: 2, ordinals: Int32Array.of(110, 111, 120) }, 2)
    expect([...windows.last]).toEqual([1, 2, 4])
    expect([...windows.minutes]).toEqual([109, 110, 111, 119, 120].flatMap((ordinal) => plainRow(10, ordinal)))
    expect([...chunkEvaluationRows(chosen, 4, 2)].map(({ ordinals }) => [...ordinals])).toEqual([
      [103, 104],
      [110, 120],
      [121],
      [105, 106],
      [140],
    ])
  })
})

const range = (from: number, to: number): { from: number; to: number } => ({ from: from * MINUTE, to: to * MINUTE })

describe('common range', () => {
  test('is what all bases share', () => {
    expect(findCommonRange(new Map([['fil', range(0, 10)]]))).toEqual(range(0, 10))
    expect(
      findCommonRange(
        new Map([
          ['fil', range(0, 10)],
          ['near', range(5, 20)],
          ['btc', range(1, 9)],
        ]),
      ),
    ).toEqual(range(5, 9))
  })

  test('names the bases that share nothing', () => {
    const apart = new Map([
      ['fil', range(0, 10)],
      ['near', range(10, 20)],
    ])
    expect(() => findCommonRange(apart)).toThrow(/base near \(1970-01-01T00:10Z to .*\) has no time in common with fil/)
    expect(() => findCommonRange(new Map())).toThrow(/no base was chosen/)
  })

  test('sets are clipped to it', () => {
    const sets = { training: [range(0, 10), range(20, 30)], validation: [range(10, 20)], test: [range(40, 50)] }
    expect(clipSets(sets, range(5, 25))).toEqual({
      training: [range(5, 10), range(20, 25)],
      validation: [range(10, 20)],
      test: [],
    })
  })
})
