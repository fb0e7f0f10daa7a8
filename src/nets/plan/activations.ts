import { z } from 'zod'
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

/** Keras' activations. */
export const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const
export type Activation = (typeof ACTIVATIONS)[number]
export const activationSchema = z.enum(ACTIVATIONS)

/** Adds the nodes of an activation; `alpha` counts for those that have one. */
type AddActivation = (graph: Graph, x: Value, alpha?: number) => Value

export const activations: Readonly<Record<Activation, AddActivation>> = {
  linear: (_, x) => x,
  relu,
  leakyRelu: (graph, x, alpha = 0.2) => leakyRelu(graph, x, alpha),
  elu: (graph, x, alpha = 1) => {
    const zero = scalar(graph, x.type, 0)
    const above = greater(graph, x, zero)
    // The exponential of 0 is taken where x is above 0, so that nothing overflows. At 0 itself the slope is alpha: zeros must
    // not stop the learning.
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
