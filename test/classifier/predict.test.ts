import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { float32ColumnOf, makeFrame } from '../../src/core/frame.js'
import { MINUTE } from '../../src/core/time.js'
import { defineFeatureSet } from '../../src/features/feature-set.js'
import { copyWindows } from '../../src/nets/copy-windows.js'
import type { Scorer } from '../../src/nets/scorer.js'
import { scoresToProbabilities } from '../../src/classifier/probabilities.js'
import { predict, type PredictionRequest } from '../../src/classifier/predict.js'
import { sampleClassifier } from './sample-classifier.js'

/** More rows than one chunk; values of b are those of a, plus one. */
const ROWS = 40_000
const grid = { calendar: alwaysOpen(), first: 1000, rows: ROWS }
const a = Float32Array.from({ length: ROWS }, (_, row) => row)
const features = makeFrame(grid, [
  ['a', a],
  ['b', a.map((value) => value + 1)],
])
const featureSet = defineFeatureSet({
  id: 'Sample',
  version: 1,
  history: 3,
  columns: [{ name: 'a' }, { name: 'b', lags: { count: 1, step: 1, nameAt: () => 'b_1' } }],
  compute: () => features,
})
const request: PredictionRequest = { base: 'fil', featureSet, features }

/** hold: the first feature, buy: the second, sell: the first centre. */
const scorer: Scorer = {
  inputs: 2,
  classes: 3,
  window: 1,
  score: async (values, rows, center) =>
    Float32Array.from(
      { length: 3 * rows },
      (_, i) => (i % 3 === 2 ? center[0] : values[2 * Math.floor(i / 3) + (i % 3)]) ?? 9,
    ),
  scoreWindows: (values, last, ...scaler) => scorer.score(values, last.length, ...scaler),
  close: async () => {},
}

describe('prediction', () => {
  test('scores every row of the range, in chunks, beside the probabilities', async () => {
    const frame = await predict(sampleClassifier, scorer, request)
    expect([...frame.columns.keys()]).toEqual(['hold', 'buy', 'sell', 'pHold', 'pBuy', 'pSell'])
    expect(frame.grid).toEqual(grid)
    expect(float32ColumnOf(frame, 'hold')).toEqual(a)
    expect(float32ColumnOf(frame, 'buy')).toEqual(a.map((value) => value + 1))
    expect(float32ColumnOf(frame, 'sell')).toEqual(new Float32Array(ROWS).fill(0.1))
    const part = await predict(sampleClassifier, scorer, {
      ...request,
      range: { from: 1010 * MINUTE, to: 1020 * MINUTE },
    })
    expect(part.grid).toMatchObject({ first: 1010, rows: 10 })
    expect(float32ColumnOf(part, 'hold')).toEqual(a.subarray(10, 20))
  })

  test('scores of a naturally sampled training are probabilities already, others are corrected', async () => {
    const { description } = sampleClassifier
    for (const sampling of ['natural', 'weighted'] as const) {
      const sampled = { ...description, training: { ...description.training, sampling } }
      const frame = await predict({ ...sampleClassifier, description: sampled }, scorer, request)
      const [score, probability] = [float32ColumnOf(frame, 'hold'), float32ColumnOf(frame, 'pHold')]
      expect(probability[9] === score[9]).toBe(sampling === 'natural')
    }
  })

  test('refuses scores that are no numbers, with the time of the first', async () => {
    const broken: Scorer = {
      ...scorer,
      scoreWindows: async (values, last, ...scaler) =>
        (await scorer.score(values, last.length, ...scaler)).map((score) => (score === 30_001 ? Number.NaN : score)),
    }
    // The score of buy in row 30 000.
    const time = new Date((1000 + 30_000) * MINUTE).toISOString().slice(0, 16)
    await expect(predict(sampleClassifier, broken, request)).rejects.toThrow(
      `no numbers for fil, first at ${time}Z; its scaler does not fit`,
    )
  })

  test('gives a net with a window the minutes before each row', async () => {
    const windowed: Scorer = {
      ...scorer,
      window: 3,
      scoreWindows: async (minutes, last) => {
        const values = copyWindows(minutes, 2, last, 3)
        expect(minutes.length).toBe((last.length + 2) * 2)
        return Float32Array.from(
          { length: 3 * last.length },
          (_, i) => values[6 * Math.floor(i / 3) + 2 * (i % 3)] ?? 9,
        )
      },
    }
    const frame = await predict(sampleClassifier, windowed, request)
    expect(frame.grid).toMatchObject({ first: grid.first + 2, rows: ROWS - 2 })
    expect(float32ColumnOf(frame, 'hold')).toEqual(a.subarray(0, ROWS - 2))
    expect(float32ColumnOf(frame, 'sell')).toEqual(a.subarray(2))
  })

  test('probabilities put the frequencies of the classes back', () => {
    const even = Math.fround(1 / 3)
    const [hold, buy, sell, ...rest] = scoresToProbabilities(
      Float32Array.of(even, even, even, 0.1, 0.7, 0.2, 0, 0, 0),
      [90, 8, 2],
    )
    expect(hold).toBeCloseTo(0.9, 6)
    expect(buy).toBeCloseTo(0.08, 6)
    expect(sell).toBeCloseTo(0.02, 6)
    const sum = 0.1 * 0.9 + 0.7 * 0.08 + 0.2 * 0.02
    expect(rest[1]).toBeCloseTo((0.7 * 0.08) / sum, 6)
    expect(rest.slice(3)).toEqual([0.9, 0.08, 0.02].map(Math.fround))
  })

  test('refuses a base without scaler, other features, and a range without features', async () => {
    await expect(predict(sampleClassifier, scorer, { ...request, base: 'btc' })).rejects.toThrow(
      /it was trained on fil/,
    )
    const other = { ...featureSet, version: 2 }
    await expect(predict(sampleClassifier, scorer, { ...request, featureSet: other })).rejects.toThrow(
      /trained on Sample version 1 with 2 columns, but there is Sample version 2/,
    )
    const range = { from: 0, to: 10 * MINUTE }
    await expect(predict(sampleClassifier, scorer, { ...request, range })).rejects.toThrow(
      /base fil has no rows of Sample/,
    )
  })
})
