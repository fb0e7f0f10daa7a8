import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { LAYER_TYPES } from '../../../src/nets/layers/index.js'
import { planNet } from '../../../src/nets/plan/plan-net.js'
import type { Layer } from '../../../src/nets/net.js'
import { differentiate } from '../../../src/nets/onnx/differentiate.js'
import { addInput, newGraph } from '../../../src/nets/onnx/graph.js'
import { elementsOf } from '../../../src/nets/onnx/values.js'
import { evaluator } from '../onnx/evaluate.js'

const [ROWS, INPUTS, CLASSES] = [4, 3, 2]
const head: Layer = { type: 'dense', units: CLASSES, activation: 'softmax' }
const dense = (units: number): Layer => ({ type: 'dense', units, activation: 'tanh' })

interface Case {
  readonly layers: readonly Layer[]
  readonly window?: number
}

const cases: Readonly<Record<string, Case>> = {
  dense: { layers: [dense(4)] },
  dropout: { layers: [dense(4), { type: 'dropout', rate: 0.5 }] },
  elu: { layers: [dense(4), { type: 'activation', activation: 'elu', alpha: 0.7 }] },
  leakyRelu: { layers: [dense(4), { type: 'activation', activation: 'leakyRelu' }] },
  batchNormalization: { layers: [{ type: 'batchNormalization' }, dense(4)] },
  'layerNormalization of few': { layers: [{ type: 'layerNormalization' }, dense(4)] },
  'layerNormalization of many': { layers: [dense(66), { type: 'layerNormalization' }] },
  residual: { layers: [{ type: 'residual', layers: [dense(5)] }] },
  conv1d: { window: 5, layers: [{ type: 'conv1d', filters: 3, kernelSize: 2, dilation: 2 }, { type: 'flatten' }] },
  'conv1d of which the last minute goes on': {
    window: 6,
    layers: [
      {
        type: 'residual',
        layers: [{ type: 'conv1d', filters: 2, kernelSize: 3, activation: 'tanh' }, { type: 'layerNormalization' }],
      },
      { type: 'conv1d', filters: 2, kernelSize: 3, dilation: 2 },
      { type: 'conv1d', filters: 2, kernelSize: 2, dilation: 4 },
      { type: 'pooling', kind: 'last' },
    ],
  },
  'dropout of channels': {
    window: 4,
    layers: [{ type: 'dropout', rate: 0.5 }, dense(3), { type: 'pooling', kind: 'average' }],
  },
  'max of normalised minutes': {
    window: 4,
    layers: [{ type: 'batchNormalization' }, dense(3), { type: 'pooling', kind: 'max' }],
  },
  gru: {
    window: 4,
    layers: [
      { type: 'gru', units: 3, returnSequences: true },
      { type: 'gru', units: 2 },
    ],
  },
}

/** The types of some layers, and of those that they hold. */
const typesOf = (layers: readonly Layer[]): string[] =>
  layers.flatMap((layer) => [layer.type, ...(layer.type === 'residual' ? typesOf(layer.layers) : [])])

it('every type of layer has a case here', () => {
  const tested = new Set(Object.values(cases).flatMap(({ layers }) => typesOf(layers)))
  expect([...tested].sort()).toEqual(LAYER_TYPES.map(({ type }) => type).sort())
})

describe('the gradient of a net agrees with finite differences, layer', () => {
  for (const [name, { layers, window = 1 }] of Object.entries(cases)) {
    it(name, async () => {
      const plan = planNet([...layers, head], INPUTS, CLASSES, window)
      const graph = newGraph('net')
      const input = (name: string, shape: readonly number[]) => addInput(graph, name, 'double', shape)
      const features = input('features', window > 1 ? [window, ROWS, INPUTS] : [ROWS, INPUTS])
      const parameters = plan.parameters.map(({ name, shape }) => input(name, shape))
      const masks = plan.masks.map(({ shape }, i) => input(`mask${i}`, [ROWS, ...shape]))
      const cotangent = input('cotangent', [ROWS, CLASSES])
      const logits = plan.logits(graph, features, { parameters, masks, update: () => {} })
      const learned = parameters.filter((_, i) => !plan.parameters[i]?.statistic)
      const evaluate = await evaluator(graph, [logits, ...differentiate(graph, logits, cotangent, learned)])

      const rng = createRng(6)
      const draw = (): number => 0.1 + rng.normal()
      const feeds = Object.fromEntries(
        graph.inputs.map((value) => [value.name, Float64Array.from({ length: elementsOf(value) }, draw)]),
      )
      const weighted = async (name: string, values: Float64Array): Promise<number> => {
        const [got = []] = await evaluate({ ...feeds, [name]: values })
        return got.reduce((sum, value, i) => sum + value * (feeds['cotangent']?.[i] ?? NaN), 0)
      }
      const [, ...gradients] = await evaluate(feeds)
      for (const [i, parameter] of learned.entries()) {
        const values = feeds[parameter.name] ?? new Float64Array()
        expect(gradients[i]?.length).toBe(values.length)
        // A few of each are enough: their primitives are checked one by one.
        for (let k = 0; k < values.length; k += Math.ceil(values.length / 7)) {
          const at = (by: number): Promise<number> => weighted(parameter.name, values.with(k, (values[k] ?? NaN) + by))
          const slope = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5
          expect(Math.abs((gradients[i]?.[k] ?? NaN) - slope), `${parameter.name}[${k}]`).toBeLessThan(1e-7)
        }
      }
    })
  }
})
