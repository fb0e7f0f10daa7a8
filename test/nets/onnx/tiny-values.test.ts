import { describe, expect, it } from 'vitest'
import { addInput, newGraph, type Graph } from '../../../src/nets/onnx/graph.js'
import { withoutTiny, withoutTinyPowers, withoutTinySquares } from '../../../src/nets/onnx/tiny-values.js'
import { exp } from '../../../src/nets/onnx/operators.js'
import type { Value } from '../../../src/nets/onnx/values.js'
import { evaluator } from './evaluate.js'

async function valuesOf(rule: (graph: Graph, x: Value) => Value, values: readonly number[]): Promise<number[]> {
  const graph = newGraph('rule')
  const x = addInput(graph, 'x', 'float', [values.length])
  const evaluate = await evaluator(graph, [rule(graph, x)])
  const [result = []] = await evaluate({ x: Float64Array.from(values) })
  return result
}

const rounded = (values: readonly number[]): number[] => [...Float32Array.from(values)]

describe('tiny values', () => {
  it('become zeros, whatever their sign; others stay, and so does what is not a number', async () => {
    const values = [1e-45, -1e-39, 9e-19, -9e-19, 1.1e-18, -1.1e-18, 0, 1, -3e38, Infinity, NaN]
    const expected = [0, 0, 0, 0, 1.1e-18, -1.1e-18, 0, 1, -3e38, Infinity, NaN]
    expect(await valuesOf(withoutTiny, values)).toEqual(rounded(expected))
  })

  it('are no squares: the least is 1e-36', async () => {
    expect(await valuesOf(withoutTinySquares, [0, 1e-45, 1e-37, 2e-36, 5, NaN])).toEqual(
      rounded([1e-36, 1e-36, 1e-36, 2e-36, 5, NaN]),
    )
  })

  it('are probabilities that are no subnormal numbers, and the others stay', async () => {
    const powers = await valuesOf((graph, x) => exp(graph, withoutTinyPowers(graph, x)), [-100, -88, -61, NaN])
    for (const power of powers.slice(0, 3)) expect(power).toBeGreaterThan(1e-27)
    expect(powers[0]).toBeLessThan(1e-25)
    expect(powers[3]).toBeNaN()
    expect(await valuesOf(withoutTinyPowers, [-59, 0])).toEqual([-59, 0])
  })
})
