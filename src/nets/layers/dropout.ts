import type { DropoutLayer } from '../net.js'
import { mul } from '../onnx/operators.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { alone } from '../plan/sequences.js'

export const planDropout: LayerPlanner<DropoutLayer> = ({ rate }, shape) => ({
  shape,
  parameters: [],
  masks: rate > 0 ? [{ rate, shape: shape.slice(-1) }] : [],
  reads: alone,
  apply: (graph, x, { masks: [mask] }) => (mask ? mul(graph, x, mask) : x),
})
