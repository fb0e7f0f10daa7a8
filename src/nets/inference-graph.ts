import { addInitializer, addInput, addOutput, littleEndian, newGraph } from './onnx/graph.js'
import { div, softmax, sub } from './onnx/operators.js'
import { serialize } from './onnx/serialize.js'
import type { NetPlan } from './layers/plan-layers.js'

/**
 * A net with its weights as an ONNX model: inputs `features` [n, inputs], `center` [inputs], `scale` [inputs] (not 0), output
 * `scores` [n, classes]. The same plan and weights give the same bytes.
 */
export function inferenceGraph(plan: NetPlan, weights: Float32Array): Uint8Array {
  const graph = newGraph('classifier')
  const features = addInput(graph, 'features', 'float', ['n', plan.inputs])
  const center = addInput(graph, 'center', 'float', [plan.inputs])
  const scale = addInput(graph, 'scale', 'float', [plan.inputs])
  const parameters = plan.parameters.map(({ name, shape, offset, length }) =>
    addInitializer(graph, name, 'float', shape, littleEndian(weights.subarray(offset, offset + length))),
  )
  const scaled = div(graph, sub(graph, features, center), scale)
  addOutput(graph, 'scores', softmax(graph, plan.logits(graph, scaled, { parameters, masks: [] })))
  return serialize(graph)
}
