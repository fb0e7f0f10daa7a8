import type { Activation, ActivationLayer } from '../net.js'
import { relu, sigmoid, softmax, tanh, type Unary } from '../onnx/operators.js'
import type { LayerPlanner } from './layer-kind.js'

export const activations: Readonly<Record<Activation, Unary>> = {
  linear: (_, x) => x,
  relu,
  tanh,
  sigmoid,
  softmax,
}

export const planActivation: LayerPlanner<ActivationLayer> = (layer, shape) => ({
  shape,
  parameters: [],
  apply: (graph, x) => activations[layer.activation](graph, x),
})
