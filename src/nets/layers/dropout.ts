import type { DropoutLayer } from '../net.js'
import { mul } from '../onnx/operators.js'
import type { LayerPlanner } from './layer-kind.js'

export const planDropout: LayerPlanner<DropoutLayer> = ({ rate }, shape) => ({
  shape,
  parameters: [],
  masks: rate > 0 ? [{ rate, shape: shape.slice(-1) }] : [],
  apply: (graph, x, { masks: [mask] }) => (mask ? mul(graph, x, mask) : x),
})
