import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { differentiate } from '../../../src/nets/onnx/differentiate.js'
import { addInput, addNode, newGraph, scalar } from '../../../src/nets/onnx/graph.js'
import { add, exp, mul, relu } from '../../../src/nets/onnx/operators.js'
import { evaluator } from './evaluate.js'

describe('differentiation', () => {
  it('adds up the ways from a parameter to the target, and gives zeros where there is none', async () => {
    const graph = newGraph('paths')
    const [x, y, unused] = [
      addInput(graph, 'x', 'double', [2]),
      addInput(graph, 'y', 'double', [2]),
      addInput(graph, 'z', 'double', [2]),
    ]
    const result = add(graph, mul(graph, x, y), exp(graph, x))
    const ones = add(graph, mul(graph, unused, scalar(graph, 'double', 0)), scalar(graph, 'double', 1))
    const evaluate = await evaluator(graph, differentiate(graph, result, ones, [x, y, unused]))
    const gradients = await evaluate({ x: Float64Array.of(0, 2), y: Float64Array.of(3, 4), z: Float64Array.of(8, 9) })
    expect(gradients).toEqual([
      [4, 4 + Math.exp(2)],
      [0, 2],
      [0, 0],
    ])
  })

  it('adds no node for what does not vary', () => {
    const graph = newGraph('constant factor')
    const [x, factor] = [addInput(graph, 'x', 'double', [2]), addInput(graph, 'factor', 'double', [2])]
    const result = mul(graph, x, relu(graph, factor))
    const before = graph.nodes.length
    differentiate(graph, result, scalar(graph, 'double', 1), [x])
    expect(graph.nodes.slice(before).map((node) => node.op)).toEqual(['Mul'])
  })

  it('names a primitive without a rule', () => {
    const graph = newGraph('no rule')
    const x = addInput(graph, 'x', 'float', [2])
    const [y] = addNode(graph, 'Sin', [x], [{ type: 'float', shape: [2] }])
    if (!y) throw new Error('no output')
    expect(() => differentiate(graph, y, x, [x])).toThrow(UserError)
    expect(() => differentiate(graph, y, x, [x])).toThrow(/primitive Sin has no gradient rule/)
  })
})
