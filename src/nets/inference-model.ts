import { addInitializer, addInput, addOutput, littleEndian, newGraph } from './onnx/graph.js'
import { div, softmax, sub, transpose } from './onnx/operators.js'
import { serialize } from './onnx/serialize.js'
import type { NetPlan } from './plan/plan-net.js'

/**
 * A net with its weights as an ONNX model: inputs `features` [n, inputs], or [n, window, inputs] where the net looks at a
 * window of minutes, the current one last; `center` [inputs], `scale` [inputs] (not 0), output
 * `scores` [n, classes]. The same plan and weights give the same bytes.
 */
export function buildInferenceModel(plan: NetPlan, weights: Float32Array): Uint8Array {
  const graph = newGraph('classifier')
  const shape = plan.window > 1 ? ['n', plan.window, plan.inputs] : ['n', plan.inputs]
  const features = addInput(graph, 'features', 'float', shape)
  const center = addInput(graph, 'center', 'float', [plan.inputs])
  const scale = addInput(graph, 'scale', 'float', [plan.inputs])
  const parameters = plan.parameters.map(({ name, shape, offset, length }) =>
    addInitializer(graph, name, 'float', shape, littleEndian(weights.subarray(offset, offset + length))),
  )
  const scaled = div(graph, sub(graph, features, center), scale)
  const rows = plan.window > 1 ? transpose(graph, scaled, [1, 0, 2]) : scaled
  addOutput(graph, 'scores', softmax(graph, plan.logits(graph, rows, { parameters, masks: [] })))
  return serialize(graph)
}
