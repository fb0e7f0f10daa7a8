import { describe, expect, it } from 'vitest'
import { addInput, addOutput, constant, newGraph, type Graph } from '../../../src/nets/onnx/graph.js'
import { add, concat, gemm, matMul, reshape, scan, split, type ScanStep } from '../../../src/nets/onnx/operators.js'
import { broadcastShape } from '../../../src/nets/onnx/nodes.js'
import { serialize } from '../../../src/nets/onnx/serialize.js'
import type { Value } from '../../../src/nets/onnx/values.js'
import { evaluator } from './evaluate.js'

function sums(): Graph {
  const graph = newGraph('sums')
  const x = addInput(graph, 'x', 'double', ['n', 2])
  addOutput(graph, 'y', add(graph, add(graph, x, x), constant(graph, 'double', [2], [1, 2])))
  return graph
}

describe('graph', () => {
  it('serializes to the same bytes every time', () => {
    expect(serialize(sums())).toEqual(serialize(sums()))
  })

  it('gives every value a name of its own, over all scopes', () => {
    const graph = newGraph('names')
    const x = addInput(graph, 'x', 'double', ['n', 2])
    const inner: Value[] = []
    scan(graph, [], [x], (body, _, [row]): ScanStep => {
      if (!row) throw new Error('no row')
      const sum = add(body, row, row)
      inner.push(row, sum)
      return { states: [], outputs: [sum] }
    })
    const names = [...graph.inputs, ...graph.nodes.flatMap((node) => node.outputs), ...inner].map((value) => value.name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('stores equal constants once, and keeps 0 and −0 apart', () => {
    const graph = newGraph('constants')
    expect(constant(graph, 'float', [1], [0])).toBe(constant(graph, 'float', [1], [0]))
    expect(constant(graph, 'float', [1], [0])).not.toBe(constant(graph, 'float', [1], [-0]))
    expect(constant(graph, 'float', [1], [0])).not.toBe(constant(graph, 'int64', [1], [0]))
    expect(graph.initializers.length).toBe(3)
  })

  it('hands states through a scan and collects its outputs', async () => {
    const graph = newGraph('running sums')
    const [start, rows] = [addInput(graph, 'start', 'double', [2]), addInput(graph, 'rows', 'double', [3, 2])]
    const { states, outputs } = scan(graph, [start], [rows], (body, [state], [row]) => {
      if (!state || !row) throw new Error('no state')
      const next = add(body, state, row)
      return { states: [next], outputs: [add(body, next, next)] }
    })
    const evaluate = await evaluator(graph, [...states, ...outputs])
    const got = await evaluate({ start: Float64Array.of(1, 2), rows: Float64Array.of(1, 1, 2, 2, 3, 3) })
    expect(got).toEqual([
      [7, 8],
      [4, 6, 8, 10, 14, 16],
    ])
  })

  it('refuses shapes that do not fit', () => {
    const graph = newGraph('misfits')
    const [a, b, c] = [
      [3, 4],
      [5, 2],
      ['n', 2],
    ].map((shape) => addInput(graph, 'x', 'float', shape))
    if (!a || !b || !c) throw new Error('no inputs')
    expect(() => add(graph, a, b)).toThrow(/\[3, 4\] and \[5, 2\] do not fit/)
    expect(() => gemm(graph, a, b)).toThrow(/Gemm: .* do not fit/)
    expect(() => matMul(graph, a, b)).toThrow(/MatMul: .* do not fit/)
    expect(() => reshape(graph, a, ['n', 'm'])).toThrow(RangeError)
    expect(() => split(graph, a, [1, 3], 2)).toThrow(/no axis 2/)
    expect(() => concat(graph, [c, c], 0)).toThrow(/not fixed/)
    expect(broadcastShape(['n', 2], [2])).toEqual(['n', 2])
  })
})
