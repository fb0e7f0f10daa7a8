import { expect, test } from 'vitest'
import { activations } from '../../../src/nets/plan/activations.js'
import { differentiate } from '../../../src/nets/onnx/differentiate.js'
import { addInput, newGraph, scalar } from '../../../src/nets/onnx/graph.js'
import { expand } from '../../../src/nets/onnx/operators.js'
import { evaluator } from '../onnx/evaluate.js'

/** As PyTorch's autograd has it for elu. */
const slopeOf = (x: number, alpha: number): number => (x > 0 ? 1 : alpha * Math.exp(x))

test.each([1, 0.5])('elu has a slope at 0 too, alpha %d', async (alpha) => {
  const inputs = Float64Array.of(-1000, -2, -1e-9, 0, 1e-9, 3, 1000)
  const graph = newGraph('elu')
  const x = addInput(graph, 'x', 'double', [inputs.length])
  const y = activations.elu(graph, x, alpha)
  const ones = expand(graph, scalar(graph, 'double', 1), [inputs.length])
  const evaluate = await evaluator(graph, [y, ...differentiate(graph, y, ones, [x])])
  const [values = [], slopes = []] = await evaluate({ x: inputs })
  for (const [i, input] of inputs.entries()) {
    expect(values[i]).toBeCloseTo(input > 0 ? input : alpha * Math.expm1(input), 12)
    expect(slopes[i]).toBeCloseTo(slopeOf(input, alpha), 12)
  }
})
