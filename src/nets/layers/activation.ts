import { UserError } from '../../core/errors.js'
import type { Activation, ActivationLayer } from '../net.js'
import { scalar, type Graph } from '../onnx/graph.js'
import {
  add,
  erf,
  exp,
  greater,
  leakyRelu,
  mul,
  relu,
  scaleBy,
  sigmoid,
  softmax,
  sub,
  tanh,
  where,
} from '../onnx/operators.js'
import type { Value } from '../onnx/values.js'
import type { LayerPlanner } from '../plan/layer-type.js'
import { alone } from '../plan/sequences.js'

/** Adds the nodes of an activation; `alpha` where it has one. */
type Apply = (graph: Graph, x: Value, alpha?: number) => Value

export const activations: Readonly<Record<Activation, Apply>> = {
  linear: (_, x) => x,
  relu,
  leakyRelu: (graph, x, alpha = 0.2) => leakyRelu(graph, x, alpha),
  elu: (graph, x, alpha = 1) => {
    const zero = scalar(graph, x.type, 0)
    const above = greater(graph, x, zero)
    // Of 0 where x is above 0, so that nothing overflows. At 0 itself the slope is alpha: zeros must not stop the learning.
    const below = sub(graph, exp(graph, where(graph, above, zero, x)), scalar(graph, x.type, 1))
    return where(graph, above, x, scaleBy(graph, below, alpha))
  },
  gelu: (graph, x) => {
    const share = add(graph, erf(graph, scaleBy(graph, x, Math.SQRT1_2)), scalar(graph, x.type, 1))
    return mul(graph, scaleBy(graph, x, 0.5), share)
  },
  tanh,
  sigmoid,
  softmax,
}

export const planActivation: LayerPlanner<ActivationLayer> = ({ activation, alpha }, shape, where) => {
  if (alpha !== undefined && activation !== 'leakyRelu' && activation !== 'elu') {
    throw new UserError(`${where}: ${activation} has no alpha; leakyRelu and elu have one`)
  }
  return { shape, parameters: [], reads: alone, apply: (graph, x) => activations[activation](graph, x, alpha) }
}
