import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/core/errors.js'
import { createRng } from '../../src/core/rng.js'
import { buildInferenceModel } from '../../src/nets/inference-model.js'
import { initializeWeights } from '../../src/nets/plan/initializers.js'
import { planNet } from '../../src/nets/plan/plan-net.js'
import type { Layer } from '../../src/nets/net.js'
import { addInput, addOutput, newGraph } from '../../src/nets/onnx/graph.js'
import { serialize } from '../../src/nets/onnx/serialize.js'
import { openScorer } from '../../src/nets/scorer.js'

const INPUTS = 4
const CLASSES = 3
const UNITS = 5

const layers: readonly Layer[] = [
  { type: 'dense', units: UNITS, activation: 'relu' },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]
const plan = planNet(layers, INPUTS, CLASSES)
const weights = initializeWeights(plan, 3).map((value, i) => value + (i % 7) / 10)
const center = Float32Array.of(1, -2, 0.5, 100)
const scale = Float32Array.of(2, 0.1, 1, 50)

function features(rows: number): Float32Array {
  const rng = createRng(rows)
  return Float32Array.from({ length: rows * INPUTS }, (_, i) => {
    const column = i % INPUTS
    return (center[column] ?? 0) + (scale[column] ?? 0) * rng.normal()
  })
}

/** The net as it is written in a textbook, one row, in float64. */
function plainScores(row: Float32Array): number[] {
  const scaled = Array.from(row, (value, i) => (value - (center[i] ?? 0)) / (scale[i] ?? 0))
  const hidden = dense(scaled, 0, UNITS).map((value) => Math.max(0, value))
  const logits = dense(hidden, (INPUTS + 1) * UNITS, CLASSES)
  const exps = logits.map((logit) => Math.exp(logit - Math.max(...logits)))
  const sum = exps.reduce((total, value) => total + value, 0)
  return exps.map((value) => value / sum)
}

function dense(inputs: readonly number[], offset: number, units: number): number[] {
  const at = (index: number): number => weights[offset + index] ?? NaN
  return Array.from({ length: units }, (_, unit) =>
    inputs.reduce((sum, value, i) => sum + value * at(i * units + unit), at(inputs.length * units + unit)),
  )
}

describe('scorer', () => {
  it('scores raw rows as the textbook does', async () => {
    const scorer = await openScorer(buildInferenceModel(plan, weights))
    expect([scorer.inputs, scorer.classes]).toEqual([INPUTS, CLASSES])
    const raw = features(50)
    const scores = await scorer.score(raw, 50, center, scale)
    for (let row = 0; row < 50; row++) {
      const expected = plainScores(raw.subarray(row * INPUTS, (row + 1) * INPUTS))
      for (const [k, score] of expected.entries()) {
        expect(Math.abs((scores[row * CLASSES + k] ?? NaN) - score)).toBeLessThan(1e-6)
      }
    }
    await scorer.close()
  })

  it('gives a row the same bits alone, among others, and across the border of its chunks', async () => {
    const scorer = await openScorer(buildInferenceModel(plan, weights))
    const rows = 20_000
    const raw = features(rows)
    const scores = await scorer.score(raw, rows, center, scale)
    for (const [from, to] of [
      [0, 1],
      [8190, 8195],
      [8192, 8193],
      [19_999, 20_000],
      [5, 19_000],
    ] as const) {
      const part = await scorer.score(raw.subarray(from * INPUTS, to * INPUTS), to - from, center, scale)
      expect(part).toEqual(scores.subarray(from * CLASSES, to * CLASSES))
    }
    expect(await scorer.score(new Float32Array(), 0, center, scale)).toEqual(new Float32Array())
    await scorer.close()
  })

  const nets: Readonly<Record<string, readonly Layer[]>> = {
    gru: [
      { type: 'gru', units: 16, returnSequences: true },
      { type: 'gru', units: 8 },
      { type: 'dense', units: CLASSES, activation: 'softmax' },
    ],
    convolution: [
      { type: 'conv1d', filters: 16, kernelSize: 3, dilation: 2, activation: 'relu' },
      { type: 'layerNormalization' },
      { type: 'pooling', kind: 'last' },
      { type: 'dense', units: CLASSES, activation: 'softmax' },
    ],
  }
  for (const [name, layers] of Object.entries(nets)) {
    it(`gives a window the same bits alone, among others, and across the border of its chunks: ${name}`, async () => {
      const window = 20
      const windowed = planNet(layers, INPUTS, CLASSES, window)
      const scorer = await openScorer(buildInferenceModel(windowed, initializeWeights(windowed, 2)))
      expect([scorer.window, scorer.inputs]).toEqual([window, INPUTS])
      const [rows, width] = [1000, window * INPUTS]
      const raw = features(rows * window)
      const scores = await scorer.score(raw, rows, center, scale)
      expect(scores.every(Number.isFinite)).toBe(true)
      for (const [from, to] of [
        [0, 1],
        [3, 5],
        [405, 413],
        [409, 410],
        [999, 1000],
        [5, 900],
      ] as const) {
        const part = await scorer.score(raw.subarray(from * width, to * width), to - from, center, scale)
        expect(part).toEqual(scores.subarray(from * CLASSES, to * CLASSES))
      }
      await expect(scorer.score(raw, rows + 1, center, scale)).rejects.toThrow(/not 1001 rows of 20 minutes of 4/)
      await scorer.close()
    })
  }

  it('is made of the same bytes every time', () => {
    expect(buildInferenceModel(plan, weights)).toEqual(buildInferenceModel(plan, weights))
    expect(buildInferenceModel(plan, weights)).not.toEqual(buildInferenceModel(plan, weights.with(0, 9)))
  })

  it('refuses what is no model, a model cut short, and somebody else’s', async () => {
    const model = buildInferenceModel(plan, weights)
    for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), model.subarray(0, model.length - 20)]) {
      await expect(openScorer(bytes)).rejects.toThrow(UserError)
    }
    const graph = newGraph('other')
    addOutput(graph, 'y', addInput(graph, 'x', 'float', ['n', 2]))
    await expect(openScorer(serialize(graph))).rejects.toThrow(/it has no features of fixed width/)
  })

  it('refuses rows and scalers of another width', async () => {
    const scorer = await openScorer(buildInferenceModel(plan, weights))
    await expect(scorer.score(features(2), 3, center, scale)).rejects.toThrow(/8 feature values are not 3 rows of 4/)
    await expect(scorer.score(features(2), 2, center.slice(1), scale)).rejects.toThrow(/3 centers and 4 scales/)
    await scorer.close()
  })
})
