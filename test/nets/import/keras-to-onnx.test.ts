import { describe, expect, test } from 'vitest'
import { convertKerasToOnnx } from '../../../src/nets/import/keras-to-onnx.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { wrapModel } from '../../../src/nets/import/wrap-model.js'
import { readOnnxModel } from '../../../src/nets/import/import-onnx-model.js'
import { fixtureBytes, schemaOf } from './net-fixtures.js'
import { kerasFile, type MadeLayer } from './keras-file-of.js'

const kernel = { shape: [2, 3], values: [1, -1, 0.5, 0, 2, -0.5] }
const dense = (
  more: object = {},
  weights: MadeLayer['weights'] = { kernel, bias: { shape: [3], values: [0.1, 0, -0.1] } },
): MadeLayer => ({
  className: 'Dense',
  config: { name: 'dense', units: 3, activation: 'softmax', ...more },
  weights,
})

async function scoresOf(layers: readonly MadeLayer[], row: readonly number[], asList = false): Promise<number[]> {
  const { model } = await convertKerasToOnnx(await kerasFile(layers, { asList }), 'made.h5')
  const schema = { ...schemaOf('made.h5'), inputs: ['a', 'b'] }
  const net = await readOnnxModel(model, schema)
  const scorer = await openScorer(wrapModel(net.model, net.wrapper, 'probabilities'))
  const scores = await scorer.score(Float32Array.from(row), 1, new Float32Array(2), new Float32Array(2).fill(1))
  await scorer.close()
  return [...scores]
}

const softmax = (logits: readonly number[]): number[] => {
  const powers = logits.map(Math.exp)
  const sum = powers.reduce((total, one) => total + one, 0)
  return powers.map((one) => one / sum)
}
const near = (values: readonly number[]): unknown =>
  values.map((value) => {
    const close: unknown = expect.closeTo(value, 6)
    return close
  })

describe('a perceptron of Keras', () => {
  test('gives the softmax of its products, also in the oldest form of its configuration', async () => {
    const expected = softmax([2 + 0.1, -2 + 6, 1 - 1.5 - 0.1])
    expect(await scoresOf([dense()], [2, 3])).toEqual(near(expected))
    expect(await scoresOf([dense()], [2, 3], true)).toEqual(near(expected))
    const split = [
      dense({ activation: 'linear' }),
      { className: 'Activation', config: { name: 'out', activation: 'softmax' } },
    ]
    expect(await scoresOf(split, [2, 3])).toEqual(near(expected))
  })

  test('that ends in logits gets a softmax, and says so', async () => {
    const net = await convertKerasToOnnx(await kerasFile([dense({ activation: 'linear' })]), 'made.h5')
    expect(net.assumed).toEqual(['its outputs are logits: a softmax was added'])
    expect(net.producer).toBe('keras 9.9')
    expect(await scoresOf([dense({ activation: 'linear' })], [2, 3])).toEqual(near(softmax([2.1, 4, -0.6])))
  })

  test('has no bias where there is none, and normalises by its running means', async () => {
    expect(await scoresOf([dense({}, { kernel })], [2, 3])).toEqual(near(softmax([2, 4, -0.5])))
    const normal = {
      className: 'BatchNormalization',
      config: { name: 'bn', epsilon: 0, axis: [1], scale: false },
      weights: {
        beta: { shape: [2], values: [1, 0] },
        moving_mean: { shape: [2], values: [1, 1] },
        moving_variance: { shape: [2], values: [4, 0.25] },
      },
    }
    // (2 − 1)/2 + 1 and (3 − 1)/0.5.
    const made = scoresOf([{ ...normal, config: { ...normal.config, epsilon: 1e-12 } }, dense({}, { kernel })], [2, 3])
    expect(await made).toEqual(near(softmax([1.5, -1.5 + 8, 0.75 - 2])))
  })

  const refused: readonly (readonly [string, readonly MadeLayer[], RegExp])[] = [
    [
      'another kind of layer',
      [{ className: 'Conv1D', config: { name: 'conv' } }, dense()],
      /layer conv \(Conv1D\) of made\.h5 is of a kind that is not read from \.h5; export the model to ONNX/,
    ],
    [
      'another activation',
      [dense({ activation: 'selu' })],
      /layer dense \(Dense\) of made\.h5 has the activation selu/,
    ],
    ['sigmoids at the end', [dense({ activation: 'sigmoid' })], /made\.h5 ends with sigmoid, expected softmax/],
    ['no kernel', [dense({}, {})], /has no dense layer with weights/],
    [
      'a wrong bias',
      [dense({}, { kernel, bias: { shape: [2], values: [1, 2] } })],
      /layer dense of made\.h5 has 2 values of bias, expected 3/,
    ],
    ['no units', [dense({ units: 'many' })], /layer dense \(Dense\) of made\.h5 is not configured as expected: units/],
  ]
  test.each(refused)('%s is refused', async (_, layers, line) => {
    await expect(convertKerasToOnnx(await kerasFile(layers), 'made.h5')).rejects.toThrow(line)
  })

  test('of another form than sequential, weights alone, and a torn file are refused', async () => {
    const functional = await kerasFile([dense()], { className: 'Functional' })
    await expect(convertKerasToOnnx(functional, 'made.h5')).rejects.toThrow(/is Functional, expected a Sequential one/)
    const alone = await kerasFile([dense()], { weightsOnly: true })
    await expect(convertKerasToOnnx(alone, 'made.h5')).rejects.toThrow(/holds no whole Keras model, only model_weights/)
    const bytes = await fixtureBytes('keras3.h5')
    await expect(convertKerasToOnnx(bytes.subarray(0, 9000), 'keras3.h5')).rejects.toThrow(
      /keras3\.h5 is torn or not an HDF5 file/,
    )
  })
})
