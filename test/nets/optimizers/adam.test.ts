import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { addInput, newGraph } from '../../../src/nets/onnx/graph.js'
import { adam } from '../../../src/nets/optimizers/adam.js'
import { evaluator } from '../onnx/evaluate.js'

const SIZE = 7
const LEARNING_RATE = 0.01

/** Adam as Keras writes it down, weight by weight. */
function plainAdam(weights: Float64Array, gradients: readonly Float64Array[]): Float64Array {
  const [p, m, v] = [weights.slice(), new Float64Array(SIZE), new Float64Array(SIZE)]
  for (const [i, gradient] of gradients.entries()) {
    const rate = (LEARNING_RATE * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1))
    for (const k of p.keys()) {
      const g = gradient[k] ?? NaN
      m[k] = 0.9 * (m[k] ?? NaN) + 0.1 * g
      v[k] = 0.999 * (v[k] ?? NaN) + 0.001 * g * g
      p[k] = (p[k] ?? NaN) - (rate * (m[k] ?? NaN)) / (Math.sqrt(v[k] ?? NaN) + 1e-7)
    }
  }
  return p
}

describe('Adam', () => {
  it('takes the steps of the plain form, also with gradients as small as epsilon', async () => {
    const rng = createRng(1)
    const gradients = Array.from({ length: 20 }, () =>
      Float64Array.from({ length: SIZE }, (_, k) => rng.normal() * 10 ** -k),
    )
    const first = Float64Array.from({ length: SIZE }, () => rng.normal())

    const optimizer = adam()
    const graph = newGraph('adam')
    const input = (name: string, shape: readonly number[]) => addInput(graph, name, 'double', shape)
    const [weights, gradient, m, v] = [
      input('weights', [SIZE]),
      input('gradient', [SIZE]),
      input('m', [SIZE]),
      input('v', [SIZE]),
    ]
    const rate = input('rate', [])
    const next = optimizer.apply(graph, { weights, gradient, moments: [m, v], rate })
    expect(graph.nodes.length).toBe(14)
    const evaluate = await evaluator(graph, [next.weights, ...next.moments])

    let state = { weights: first, m: new Float64Array(SIZE), v: new Float64Array(SIZE) }
    for (const [i, gradient] of gradients.entries()) {
      const [weights = [], m = [], v = []] = await evaluate({
        ...state,
        gradient,
        rate: Float64Array.of(optimizer.rate(i, LEARNING_RATE)),
      })
      state = { weights: Float64Array.from(weights), m: Float64Array.from(m), v: Float64Array.from(v) }
    }
    const expected = plainAdam(first, gradients)
    for (const [k, weight] of expected.entries()) {
      const moved = Math.abs(weight - (first[k] ?? NaN))
      expect(Math.abs((state.weights[k] ?? NaN) - weight)).toBeLessThan(1e-10 * moved)
    }
  })
})
