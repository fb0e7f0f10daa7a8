import { wrapModel } from '../../../src/nets/import/wrap-model.js'
import { describe, expect, test } from 'vitest'
import { detectOutputActivation } from '../../../src/nets/import/detect-output-activation.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { INPUTS, expected, farthest, fixtureNet, names, sampleRows } from './net-fixtures.js'

describe('nets of other programs', () => {
  const cases = [
    ['keras2.h5', 'probabilities'],
    ['keras3.h5', 'probabilities'],
    ['sklearn-pipeline-zipmap.onnx', 'probabilities'],
    ['sklearn-double-zipmap.onnx', 'probabilities'],
    ['sklearn-mlp.onnx', 'probabilities'],
    ['lightgbm-zipmap.onnx', 'probabilities'],
    ['torch-logits.onnx', 'logits'],
    ['torch-window.onnx', 'logits'],
  ] as const
  test.each(cases)('%s scores as in its own program', async (name, form) => {
    const net = await fixtureNet(name)
    expect(net.window).toBe(expected.nets[name]?.window ?? 1)
    const sample = sampleRows(net.window)
    const settled = await detectOutputActivation(net, sample)
    expect(settled.form).toBe(form)
    const scorer = await openScorer(settled.model)
    expect([scorer.inputs, scorer.classes, scorer.window]).toEqual([INPUTS, 3, net.window])
    const scores = await scorer.score(sample.features, sample.rows, sample.center, sample.scale)
    expect(farthest(scores, name)).toBeLessThan(1e-5)
    // The scaler is part of the model: rows on another scale, brought back by it, have the same scores.
    const center = Float32Array.from({ length: INPUTS }, (_, index) => index - 3)
    const scale = new Float32Array(INPUTS).fill(4)
    const moved = sample.features.map((value, index) => value * 4 + (center[index % INPUTS] ?? 0))
    const same = await scorer.score(moved, sample.rows, center, scale)
    await scorer.close()
    if (!name.startsWith('lightgbm')) expect(farthest(same, name)).toBeLessThan(1e-4)
  })

  test('columns in another order, and more than the net reads', async () => {
    const columns = [...names].reverse()
    const net = await fixtureNet('sklearn-mlp.onnx', { columns, inputs: ['more', ...names] })
    const sample = sampleRows()
    const features = new Float32Array(sample.rows * (INPUTS + 1))
    for (let row = 0; row < sample.rows; row++) {
      const own = sample.features.slice(row * INPUTS, (row + 1) * INPUTS).reverse()
      features.set([Number.NaN, ...own], row * (INPUTS + 1))
    }
    const scorer = await openScorer(wrapModel(net.model, net.wrapper, 'probabilities'))
    const scores = await scorer.score(
      features,
      sample.rows,
      new Float32Array(INPUTS + 1),
      new Float32Array(INPUTS + 1).fill(1),
    )
    await scorer.close()
    expect(farthest(scores, 'sklearn-mlp.onnx')).toBeLessThan(1e-5)
  })
})
