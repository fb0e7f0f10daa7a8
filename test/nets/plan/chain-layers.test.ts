import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { planNet } from '../../../src/nets/plan/plan-net.js'
import type { Layer } from '../../../src/nets/net.js'
import TCN from '../../../src/nets/catalog/TCN.js'
import { addInput, newGraph, type Graph } from '../../../src/nets/onnx/graph.js'
import { sizeOf, type Value } from '../../../src/nets/onnx/values.js'
import { evaluator } from '../onnx/evaluate.js'

const [ROWS, INPUTS, CLASSES] = [3, 2, 2]
const head: Layer = { type: 'dense', units: CLASSES, activation: 'softmax' }
const conv = (filters: number, kernelSize: number, dilation: number): Layer => ({
  type: 'conv1d',
  filters,
  kernelSize,
  dilation,
})

interface Built {
  readonly graph: Graph
  readonly logits: Value
  readonly parameters: readonly Value[]
}

function build(layers: readonly Layer[], window: number): Built {
  const plan = planNet([...layers, head], INPUTS, CLASSES, window)
  const graph = newGraph('net')
  const features = addInput(graph, 'features', 'double', [window, ROWS, INPUTS])
  const parameters = plan.parameters.map(({ name, shape }) => addInput(graph, name, 'double', shape))
  return { graph, parameters, logits: plan.logits(graph, features, { parameters, masks: [] }) }
}

/** Rows that all products of convolutions and dense layers have together. */
const rowsComputed = ({ graph }: Built): number =>
  graph.nodes.filter(({ op }) => op === 'Gemm').reduce((sum, { outputs: [y] }) => sum + (y ? sizeOf(y, 0) : 0), 0)

const nets: Readonly<Record<string, { readonly window: number; readonly layers: readonly Layer[] }>> = {
  'the whole reach': { window: 7, layers: [conv(3, 3, 1), conv(2, 3, 2)] },
  'more than the window': { window: 5, layers: [conv(3, 3, 1), conv(2, 3, 3)] },
  'less than the window': { window: 9, layers: [conv(3, 2, 1), conv(2, 2, 2)] },
  'residual blocks of other widths': {
    window: 8,
    layers: [
      { type: 'residual', layers: [conv(3, 3, 1), { type: 'layerNormalization' }] },
      { type: 'residual', layers: [conv(3, 2, 4), { type: 'activation', activation: 'tanh' }] },
    ],
  },
  'a layer of all minutes between': {
    window: 6,
    layers: [conv(3, 2, 1), { type: 'batchNormalization' }, conv(2, 2, 2)],
  },
  'a layer of all minutes before': { window: 6, layers: [{ type: 'batchNormalization' }, conv(2, 3, 2)] },
}

describe('where the last minute alone goes on, it is what it is among all minutes', () => {
  test.each(Object.entries(nets))('%s', async (_, { window, layers }) => {
    const pruned = build([...layers, { type: 'pooling', kind: 'last' }], window)
    // The plain form: all minutes side by side, of which the head reads the last.
    const plain = build([...layers, { type: 'flatten' }], window)
    const rng = createRng(4)
    const feeds = Object.fromEntries(
      pruned.graph.inputs.map((value) => {
        const length = value.shape.reduce<number>((product, size) => product * Number(size), 1)
        return [value.name, Float64Array.from({ length }, () => Math.abs(rng.normal()) + 0.1)]
      }),
    )
    const [kernel] = plain.parameters.slice(-2)
    if (!kernel) throw new Error('a head without a kernel')
    const own = feeds[pruned.parameters.at(-2)?.name ?? ''] ?? new Float64Array()
    const wide = new Float64Array(sizeOf(kernel, 0) * CLASSES)
    wide.set(own, wide.length - own.length)
    const plainFeeds = { ...renamed(feeds, pruned, plain), [kernel.name]: wide }
    const [ours = []] = await (await evaluator(pruned.graph, [pruned.logits]))(feeds)
    const [theirs = []] = await (await evaluator(plain.graph, [plain.logits]))(plainFeeds)
    expect(ours).toHaveLength(ROWS * CLASSES)
    for (const [i, value] of theirs.entries()) expect(ours[i]).toBeCloseTo(value, 12)
    expect(rowsComputed(pruned)).toBeLessThan(rowsComputed(plain))
  })
})

/** The values of one net's inputs for another net with the same layers up to its head. */
function renamed(feeds: Readonly<Record<string, Float64Array>>, from: Built, to: Built): Record<string, Float64Array> {
  return Object.fromEntries(
    to.graph.inputs.map((value, i) => [value.name, feeds[from.graph.inputs[i]?.name ?? ''] ?? new Float64Array()]),
  )
}

test('the catalog TCN computes 26 minutes of its blocks instead of 124', () => {
  const { layers, window } = { layers: TCN.build(TCN.defaults(INPUTS), INPUTS, CLASSES), window: 31 }
  const plan = planNet(layers, INPUTS, CLASSES, window)
  const graph = newGraph('net')
  const features = addInput(graph, 'features', 'float', [window, ROWS, INPUTS])
  const parameters = plan.parameters.map(({ name, shape }) => addInput(graph, name, 'float', shape))
  const masks = plan.masks.map(({ shape }, i) => addInput(graph, `mask${i}`, 'float', [ROWS, ...shape]))
  plan.logits(graph, features, { parameters, masks })
  const dropped = graph.nodes.filter(({ op, inputs: [, mask] }) => op === 'Mul' && mask && masks.includes(mask))
  expect(dropped.map(({ outputs: [y] }) => (y ? sizeOf(y, 0) : 0))).toEqual([15, 7, 3, 1])
})
